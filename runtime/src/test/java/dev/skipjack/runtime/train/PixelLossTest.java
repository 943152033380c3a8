package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Losses of maps against their formulas, pixel by pixel, and against differences of themselves. */
class PixelLossTest {
  private static final int IGNORED = 255;
  private static final int CLASSES = 3;
  private static final int PIXELS = 2 * 2 * 5; // two images of 2x5

  /** A loss by its formula: {@code logits[pixel][class]}. */
  private interface Formula {
    double of(double[][] logits, int[] labels);
  }

  private record Case(String name, Loss loss, Formula formula, int[] labels) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    int[] some = labels(IGNORED);
    int[] all = labels(1);
    int[] nowhere = new int[PIXELS];
    Arrays.fill(nowhere, IGNORED);
    return Stream.of(
        new Case("cross-entropy", new PixelCrossEntropy(), PixelLossTest::meanCrossEntropy, all),
        new Case(
            "cross-entropy, ignoring",
            new PixelCrossEntropy(IGNORED),
            PixelLossTest::meanCrossEntropy,
            some),
        new Case("nothing counts", new PixelCrossEntropy(IGNORED), (z, y) -> 0, nowhere),
        new Case(
            "a class that is ignored",
            new PixelCrossEntropy(1),
            (z, y) -> meanCrossEntropy(z, replace(y, 1, IGNORED)),
            all),
        new Case(
            "summed cross-entropy",
            new PixelCrossEntropy(IGNORED, Reduction.SUM),
            (z, y) -> meanCrossEntropy(z, y) * counting(y),
            some),
        new Case(
            "smoothed cross-entropy",
            new PixelCrossEntropy().smoothing(0.1),
            (z, y) -> smoothed(z, y, 0.1, 1, 1, 1),
            all),
        new Case(
            "smoothed and weighted cross-entropy, ignoring",
            new PixelCrossEntropy(IGNORED).weights(0.5, 3, 0).smoothing(0.3),
            (z, y) -> smoothed(z, y, 0.3, 0.5, 3, 0),
            some),
        new Case("Dice", new Dice(), (z, y) -> dice(z, y, 1), all),
        new Case("Dice, ignoring", new Dice(IGNORED, 0.1), (z, y) -> dice(z, y, 0.1), some),
        new Case(
            "Dice without one class",
            new Dice(),
            (z, y) -> dice(z, y, 1),
            replace(labels(0), 2, 0)),
        new Case("focal", new Focal(), (z, y) -> focal(z, y, 0.25, 2), labels(Focal.BACKGROUND)),
        new Case(
            "focal, gamma 1.5, unweighted",
            new Focal(-1, 1.5),
            (z, y) -> focal(z, y, -1, 1.5),
            labels(Focal.BACKGROUND)),
        new Case(
            "focal of background alone",
            new Focal(0.75, 0),
            (z, y) -> focal(z, y, 0.75, 0),
            replace(nowhere, IGNORED, Focal.BACKGROUND)),
        new Case(
            "focal, ignoring",
            new Focal(0.25, 2, Focal.BACKGROUND, IGNORED),
            (z, y) -> focal(z, y, 0.25, 2),
            replace(some, 2, Focal.BACKGROUND)),
        new Case(
            "focal of background with a label of its own",
            new Focal(0.25, 2, IGNORED, -100),
            (z, y) -> focal(z, replace(y, IGNORED, Focal.BACKGROUND), 0.25, 2),
            some),
        new Case(
            "focal of background that is a class",
            new Focal(0.25, 2, 1, IGNORED),
            (z, y) -> focal(z, replace(y, 1, Focal.BACKGROUND), 0.25, 2),
            some));
  }

  /** Every class, and {@code other} now and then. */
  private static int[] labels(int other) {
    int[] labels = new int[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      labels[i] = i % 4 == 3 ? other : i * 7 % CLASSES;
    }
    return labels;
  }

  private static int[] replace(int[] labels, int from, int to) {
    return Arrays.stream(labels).map(label -> label == from ? to : label).toArray();
  }

  private static long counting(int[] labels) {
    return Arrays.stream(labels).filter(label -> label != IGNORED).count();
  }

  private static double softmax(double[] logits, int c) {
    return Math.exp(logits[c]) / Arrays.stream(logits).map(Math::exp).sum();
  }

  private static double meanCrossEntropy(double[][] logits, int[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= labels[i] == IGNORED ? 0 : Math.log(softmax(logits[i], labels[i]));
    }
    return sum / counting(labels);
  }

  /** As torch.nn.functional.cross_entropy's documentation has it. */
  private static double smoothed(
      double[][] logits, int[] labels, double smoothing, double... weights) {
    double sum = 0;
    double divisor = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != IGNORED) {
        divisor += weights[labels[i]];
        for (int c = 0; c < CLASSES; c++) {
          double target = smoothing / CLASSES + (c == labels[i] ? 1 - smoothing : 0);
          sum -= weights[c] * target * Math.log(softmax(logits[i], c));
        }
      }
    }
    return sum / divisor;
  }

  private static double dice(double[][] logits, int[] labels, double smoothing) {
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      double overlap = 0;
      double size = 0;
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] != IGNORED) {
          double p = softmax(logits[i], c);
          double g = labels[i] == c ? 1 : 0;
          overlap += p * g;
          size += p * p + g * g;
        }
      }
      sum += (2 * overlap + smoothing) / (size + smoothing);
    }
    return 1 - sum / CLASSES;
  }

  /** As torchvision/ops/focal_loss.py computes it, with targets of 0 and 1, where it counts. */
  private static double focal(double[][] logits, int[] labels, double alpha, double gamma) {
    double sum = 0;
    int positives = 0;
    for (int i = 0; i < labels.length; i++) {
      positives += labels[i] == Focal.BACKGROUND || labels[i] == IGNORED ? 0 : 1;
      for (int c = 0; c < CLASSES && labels[i] != IGNORED; c++) {
        double target = labels[i] == c ? 1 : 0;
        double p = 1 / (1 + Math.exp(-logits[i][c]));
        double crossEntropy = -target * Math.log(p) - (1 - target) * Math.log(1 - p);
        double right = p * target + (1 - p) * (1 - target);
        double loss = crossEntropy * Math.pow(1 - right, gamma);
        sum += alpha < 0 ? loss : (alpha * target + (1 - alpha) * (1 - target)) * loss;
      }
    }
    return sum / Math.max(1, positives);
  }

  private static INDArray logits() {
    SplittableRandom random = new SplittableRandom(5);
    INDArray logits = Nd4j.create(DataType.DOUBLE, 2, CLASSES, 2, 5);
    for (int i = 0; i < logits.length(); i++) {
      logits.putScalar(i, 4 * random.nextDouble() - 2);
    }
    return logits;
  }

  private static double[][] byPixel(INDArray map) {
    double[][] values = new double[PIXELS][CLASSES];
    for (int i = 0; i < PIXELS; i++) {
      for (int c = 0; c < CLASSES; c++) {
        values[i][c] = map.getDouble(i / 10, c, i % 10 / 5, i % 5);
      }
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isItsFormula(Case aCase) {
    double expected = aCase.formula().of(byPixel(logits()), aCase.labels());
    assertThat(aCase.loss().run(logits(), aCase.labels(), null)).isCloseTo(expected, within(1e-12));
    INDArray single = logits().castTo(DataType.FLOAT);
    assertThat(aCase.loss().run(single, aCase.labels(), single.ulike()))
        .isCloseTo(expected, within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsTheSlope(Case aCase) {
    INDArray logits = logits();
    INDArray gradient = Nd4j.valueArrayOf(logits.shape(), 7.25, DataType.DOUBLE);
    double loss = aCase.loss().run(logits, aCase.labels(), gradient);
    assertThat(loss).isEqualTo(aCase.loss().run(logits, aCase.labels(), null));
    for (int i = 0; i < logits.length(); i++) {
      double value = logits.getDouble(i);
      double above = aCase.loss().run(logits.putScalar(i, value + 1e-5), aCase.labels(), null);
      double below = aCase.loss().run(logits.putScalar(i, value - 1e-5), aCase.labels(), null);
      logits.putScalar(i, value);
      assertThat(gradient.getDouble(i)).isCloseTo((above - below) / 2e-5, within(1e-8));
    }
  }

  /** More pixels and channels than a chunk has room for, and a last chunk that is shorter. */
  @Test
  void chunksMakeNoDifference() {
    INDArray large = Nd4j.rand(DataType.DOUBLE, 2, 5, 97, 83);
    int[] labels = new SplittableRandom(3).ints(2 * 97 * 83, 0, 5).toArray();
    double sum = 0;
    INDArray gradient = large.ulike();
    double mean = new PixelCrossEntropy().run(large, labels, gradient);
    for (int i = 0; i < labels.length; i++) {
      double[] pixel = new double[5];
      for (int c = 0; c < 5; c++) {
        pixel[c] = large.getDouble(i / 8051, c, i % 8051 / 83, i % 83);
      }
      sum -= Math.log(softmax(pixel, labels[i]));
      double slope = gradient.getDouble(i / 8051, labels[i], i % 8051 / 83, i % 83);
      assertThat(slope).isCloseTo((softmax(pixel, labels[i]) - 1) / labels.length, within(1e-12));
    }
    assertThat(mean).isCloseTo(sum / labels.length, within(1e-12));
  }

  /** As an output that is a part of a concatenation. */
  @ParameterizedTest
  @MethodSource("cases")
  void mapsInSlabsAreReadAndWrittenWhereTheyAre(Case aCase) {
    INDArray expected = logits().ulike();
    aCase.loss().run(logits(), aCase.labels(), expected);
    INDArray slab = Nd4j.valueArrayOf(new long[] {2, CLASSES + 3, 2, 5}, 7.25, DataType.DOUBLE);
    INDArrayIndex part = NDArrayIndex.interval(2, 2 + CLASSES);
    INDArray map = slab.get(NDArrayIndex.all(), part, NDArrayIndex.all(), NDArrayIndex.all());
    map.assign(logits());
    aCase.loss().run(map, aCase.labels(), map);
    assertThat(map).isEqualTo(expected);
    double outside = slab.sumNumber().doubleValue() - map.sumNumber().doubleValue();
    assertThat(outside).isCloseTo(2 * 3 * 10 * 7.25, within(1e-9));
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    INDArray logits = Nd4j.createFromArray(1e5, -1e5).reshape(1, 2, 1, 1);
    INDArray gradient = logits.ulike();
    assertThat(new PixelCrossEntropy().run(logits, new int[] {1}, gradient))
        .isCloseTo(2e5, within(1e-6));
    assertThat(gradient.data().asDouble()).containsExactly(1, -1);
    assertThat(new Focal().run(logits, new int[] {1}, gradient)).isCloseTo(1e5, within(1e-6));
    assertThat(gradient.data().asDouble()).containsExactly(0.75, -0.25);
    assertThat(new Dice().run(logits, new int[] {1}, gradient)).isCloseTo(0.5, within(1e-12));
  }

  /** The limits; torchvision's formula gives NaN for all but the loss of the second. */
  @Test
  void focalLossOfInfiniteLogitsIsTheLimit() {
    double[][] cases = { // logit, label, loss, gradient
      {Double.POSITIVE_INFINITY, 0, 0, 0},
      {Double.POSITIVE_INFINITY, -1, Double.POSITIVE_INFINITY, 0.75},
      {Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY, -0.25},
      {Double.NEGATIVE_INFINITY, -1, 0, 0}
    };
    for (double gamma : new double[] {0, 1.5, 2}) {
      for (double[] one : cases) {
        INDArray logits = Nd4j.createFromArray(one[0]).reshape(1, 1, 1, 1);
        double loss = new Focal(0.25, gamma).run(logits, new int[] {(int) one[1]}, logits);
        assertThat(loss).isEqualTo(one[2]);
        assertThat(logits.getDouble(0) + 0).isEqualTo(one[3]);
      }
    }
  }

  /** As torch.softmax gives it. */
  @Test
  void diceRulesOutALogitOfMinusInfinity() {
    double[] pixel = {Double.NEGATIVE_INFINITY, 0, 1};
    double low = 0.2689414213699951;
    double high = 0.7310585786300049;
    INDArray logits = Nd4j.createFromArray(pixel).reshape(1, 3, 1, 1);
    double loss = new Dice().run(logits, new int[] {1}, logits);
    double expected = (1 + (2 * low + 1) / (low * low + 2) + 1 / (high * high + 1)) / 3;
    assertThat(loss).isCloseTo(1 - expected, within(1e-12));
    assertThat(logits.getDouble(0)).isZero();
    assertThat(logits.getDouble(1)).isCloseTo(-logits.getDouble(2), within(1e-12)).isNegative();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsIgnoredMayBeAnything(Case aCase) {
    INDArray expected = logits().ulike();
    INDArray gradient = logits().ulike();
    double loss = aCase.loss().run(logits(), aCase.labels(), expected);
    INDArray logits = logits();
    int ignored = aCase.name().contains("class that is ignored") ? 1 : IGNORED;
    for (int i = 0; i < PIXELS && !aCase.name().contains("label of its own"); i++) {
      for (int c = 0; c < CLASSES && aCase.labels()[i] == ignored; c++) {
        logits.putScalar(new int[] {i / 10, c, i % 10 / 5, i % 5}, Double.NaN);
      }
    }
    assertThat(aCase.loss().run(logits, aCase.labels(), gradient)).isEqualTo(loss);
    assertThat(gradient).isEqualTo(expected);
  }

  @Test
  void severalOutputsShareTheirPositives() {
    int[] labels = labels(Focal.BACKGROUND);
    double own = new Focal().run(logits(), labels, null);
    assertThat(new Focal().run(logits(), labels, null, 30)).isCloseTo(own * 15 / 30, within(1e-12));
  }

  @Test
  void badLabelsAreRefusedBeforeAnythingIsWritten() {
    INDArray gradient = Nd4j.valueArrayOf(new long[] {2, CLASSES, 2, 5}, 7.25, DataType.DOUBLE);
    int[] labels = labels(0);
    labels[17] = 3;
    assertThatThrownBy(() -> new PixelCrossEntropy(IGNORED).run(logits(), labels, gradient))
        .hasMessage(
            "image 1 of the batch has label 3 in row 1, column 2, but the output has 3 classes (0 to 2); 255 is ignored");
    assertThatThrownBy(() -> new Focal().run(logits(), labels, gradient))
        .hasMessageContaining("has label 3")
        .hasMessageEndingWith("-100 is ignored, -1 is background");
    assertThatThrownBy(() -> new Dice().run(logits(), new int[19], gradient))
        .hasMessage("expected a label for each pixel of [2, 3, 2, 5], 20, got 19");
    assertThatThrownBy(() -> new PixelCrossEntropy(IGNORED).run(logits(), (int[]) null, gradient))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a label for each pixel of [2, 3, 2, 5], 20, got null");
    assertThatThrownBy(() -> new Dice().run(Nd4j.create(2, 3), new int[2], gradient))
        .hasMessage("expected a map [N, classes, H, W], got [2, 3]");
    assertThat(gradient.minNumber().doubleValue()).isEqualTo(7.25);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aGradientOfAnotherShapeIsRefused(Case aCase) {
    for (long channels : new long[] {CLASSES - 1, CLASSES + 1}) {
      INDArray other = Nd4j.valueArrayOf(new long[] {2, channels, 2, 5}, 7.25, DataType.DOUBLE);
      assertThatThrownBy(() -> aCase.loss().run(logits(), aCase.labels(), other))
          .hasMessage(
              "an output [2, 3, 2, 5] needs a gradient of that shape, got [2, %d, 2, 5]", channels);
      assertThat(other.data().asDouble()).containsOnly(7.25);
    }
  }

  @Test
  void badSettingsAreRefused() {
    assertThatThrownBy(() -> new Dice(IGNORED, 0)).hasMessageContaining("above 0, got 0.0");
    assertThatThrownBy(() -> new Focal(1, 2)).hasMessageContaining("in (0, 1), or -1 for none");
    assertThatThrownBy(() -> new Focal(0.25, -1)).hasMessageContaining("at least 0, got -1.0");
    assertThatThrownBy(() -> new Focal(0.25, 2, IGNORED, IGNORED))
        .hasMessage("label 255 cannot be both background and ignored by a focal loss");
  }
}
