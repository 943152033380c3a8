package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.Dataset;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Class weights, smoothing and soft labels; the numbers are PyTorch's: recipes.py. */
class SoftLabelsTest {
  private static final int IMAGES = 5;
  private static final int CLASSES = 4;
  private static final int[] LABELS = {2, 0, 3, 3, 1};
  private static final int[] PARTLY_LABELLED = {2, -1, 3, -1, 1};
  private static final double[] WEIGHTS = {1, 0.25, 3, 0.5};

  private static INDArray logits() {
    INDArray logits = Nd4j.createFromArray(new double[IMAGES][CLASSES]);
    for (int n = 0; n < IMAGES; n++) {
      for (int c = 0; c < CLASSES; c++) {
        logits.putScalar(n, c, 2 * Math.sin(1 + 3 * n + 7 * c));
      }
    }
    return logits;
  }

  private static double[] shares() {
    double[] shares = new double[IMAGES * CLASSES];
    for (int n = 0; n < IMAGES; n++) {
      double total = 0;
      for (int c = 0; c < CLASSES; c++) {
        shares[n * CLASSES + c] = 1 + Math.cos(2 + 5 * n + c);
        total += shares[n * CLASSES + c];
      }
      for (int c = 0; c < CLASSES; c++) {
        shares[n * CLASSES + c] /= total;
      }
    }
    return shares;
  }

  private static CrossEntropy loss(String weights, double smoothing) {
    CrossEntropy loss = new CrossEntropy(smoothing);
    return weights.equals("weighted") ? loss.weights(WEIGHTS) : loss;
  }

  private static double run(CrossEntropy loss, String kind, INDArray logits, INDArray gradient) {
    return kind.equals("hard")
        ? loss.run(logits, LABELS, gradient)
        : loss.run(logits, shares(), gradient);
  }

  @ParameterizedTest
  @CsvSource({
    "hard,even,0.0", "hard,even,0.1", "hard,weighted,0.0", "hard,weighted,0.1",
    "soft,even,0.0", "soft,even,0.1", "soft,weighted,0.0", "soft,weighted,0.1"
  })
  void equalsPyTorch(String kind, String weights, String smoothing) throws IOException {
    double[] expected =
        CsvRows.of(SoftLabelsTest.class, "losses.csv", kind + " " + weights + " " + smoothing);
    CrossEntropy loss = loss(weights, Double.parseDouble(smoothing));
    INDArray gradient = logits().ulike();
    assertThat(run(loss, kind, logits(), gradient)).isCloseTo(expected[0], within(1e-14));
    assertThat(gradient.ravel().toDoubleVector())
        .containsExactly(Arrays.copyOfRange(expected, 1, expected.length), within(1e-14));
  }

  @ParameterizedTest
  @CsvSource({"even,0.0", "even,0.1", "weighted,0.0", "weighted,0.1"})
  void imagesWithoutALabelAreLeftOutAsInPyTorch(String weights, String smoothing)
      throws IOException {
    double[] expected =
        CsvRows.of(SoftLabelsTest.class, "losses.csv", "ignoring " + weights + " " + smoothing);
    CrossEntropy loss = loss(weights, Double.parseDouble(smoothing)).ignoring(Dataset.UNLABELLED);
    INDArray gradient = logits().ulike();
    assertThat(loss.run(logits(), PARTLY_LABELLED, gradient)).isCloseTo(expected[0], within(1e-14));
    assertThat(gradient.ravel().toDoubleVector())
        .containsExactly(Arrays.copyOfRange(expected, 1, expected.length), within(1e-14));
  }

  /** Where PyTorch's loss is NaN. */
  @Test
  void aBatchWithoutLabelsHasNoLoss() {
    CrossEntropy loss = new CrossEntropy(0.1).ignoring(-1);
    INDArray gradient = logits().ulike().assign(7);
    Loss.Total total = loss.total();
    total.add(loss.run(logits(), new int[] {-1, -1, -1, -1, -1}, gradient), IMAGES);
    assertThat(total.value()).isZero();
    assertThat(gradient.ravel().toDoubleVector()).containsOnly(0);
    double some = loss.run(logits(), PARTLY_LABELLED, null);
    total.add(some, IMAGES);
    assertThat(total.value()).isCloseTo(some, within(1e-14));
    INDArray images = Nd4j.create(IMAGES, 1);
    Batch all = new Batch(images, PARTLY_LABELLED);
    assertThat(loss.share(new Batch(images, new int[] {2, -1}), all))
        .isCloseTo(1 / 3.0, within(1e-15));
    assertThat(loss.share(all, new Batch(images, new int[] {-1, -1}))).isZero();
  }

  @Test
  void aLabelThatIsNeitherAClassNorIgnoredIsRefused() {
    assertThatThrownBy(() -> new CrossEntropy().run(logits(), PARTLY_LABELLED, null))
        .hasMessage(
            "label 1 of the batch is -1, but the network has 4 classes (0 to 3):"
                + " CrossEntropy.ignoring(-1) leaves images without a label out");
    assertThatThrownBy(() -> new CrossEntropy().ignoring(9).run(logits(), PARTLY_LABELLED, null))
        .hasMessageEndingWith("(0 to 3); 9 is ignored");
    assertThat(new CrossEntropy().ignoring(-1))
        .hasToString("CrossEntropy[smoothing=0.0, ignoring=-1]");
  }

  /** A map of five pixels, one of them ignored. */
  @ParameterizedTest
  @EnumSource(Reduction.class)
  void pixelsOfClassesCountAsInPyTorch(Reduction reduction) throws IOException {
    String name = "pixels weighted " + reduction.name().toLowerCase(Locale.ROOT);
    double[] expected = CsvRows.of(SoftLabelsTest.class, "losses.csv", name);
    PixelCrossEntropy loss = new PixelCrossEntropy(255, reduction).weights(WEIGHTS);
    INDArray map = logits().transpose().dup('c').reshape(1, CLASSES, 1, IMAGES);
    INDArray gradient = map.ulike();
    assertThat(loss.run(map, new int[] {2, 0, 255, 3, 1}, gradient))
        .isCloseTo(expected[0], within(1e-14));
    assertThat(gradient.ravel().toDoubleVector())
        .containsExactly(Arrays.copyOfRange(expected, 1, expected.length), within(1e-14));
    assertThat(loss.run(map, new int[] {255, 255, 255, 255, 255}, gradient)).isZero();
    assertThat(gradient.ravel().toDoubleVector()).containsOnly(0);
    assertThatThrownBy(() -> loss.run(Nd4j.create(1, 2, 1, 1), new int[1], null))
        .hasMessage("expected a weight for each of 2 classes, got 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hard", "soft"})
  void gradientIsThatOfTheLoss(String kind) {
    CrossEntropy loss = loss("weighted", 0.1);
    INDArray logits = logits();
    INDArray gradient = logits.ulike();
    run(loss, kind, logits, gradient);
    for (int i = 0; i < logits.length(); i++) {
      double value = logits.getDouble(i);
      double above = run(loss, kind, logits.putScalar(i, value + 1e-6), null);
      double below = run(loss, kind, logits.putScalar(i, value - 1e-6), null);
      logits.putScalar(i, value);
      assertThat(gradient.getDouble(i)).isCloseTo((above - below) / 2e-6, within(1e-8));
    }
  }

  /** All of an image's share to one class is what a label says. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void aSoftLabelMayBeHard(double smoothing) {
    double[] targets = new double[IMAGES * CLASSES];
    for (int n = 0; n < IMAGES; n++) {
      targets[n * CLASSES + LABELS[n]] = 1;
    }
    CrossEntropy loss = new CrossEntropy(smoothing);
    INDArray soft = logits().ulike();
    INDArray hard = logits().ulike();
    assertThat(loss.run(logits(), targets, soft))
        .isCloseTo(loss.run(logits(), LABELS, hard), within(1e-14));
    assertThat(soft.ravel().toDoubleVector())
        .containsExactly(hard.ravel().toDoubleVector(), within(1e-14));
  }

  /** The weighted mean of all, not the mean of the batches' weighted means. */
  @Test
  void totalsDoNotDependOnBatches() {
    CrossEntropy loss = loss("weighted", 0.1);
    double whole = loss.run(logits(), LABELS, null);
    Loss.Total total = loss.total();
    for (int[] part : new int[][] {{0, 1}, {1, 4}, {4, 5}}) {
      INDArray rows = Nd4j.create(part[1] - part[0], CLASSES).castTo(logits().dataType());
      for (int n = part[0]; n < part[1]; n++) {
        rows.putRow(n - part[0], logits().getRow(n));
      }
      int[] labels = Arrays.copyOfRange(LABELS, part[0], part[1]);
      total.add(loss.run(rows, labels, null), labels.length);
    }
    assertThat(total.value()).isCloseTo(whole, within(1e-14));
  }

  @Test
  void aClassWithoutShareMayBeRuledOut() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{Double.NEGATIVE_INFINITY, 0, 1}});
    INDArray gradient = logits.ulike();
    CrossEntropy loss = new CrossEntropy();
    double half = (1.3132616875182228 + 0.31326168751822286) / 2; // of both labels alone
    assertThat(loss.run(logits, new double[] {0, 0.5, 0.5}, gradient))
        .isCloseTo(half, within(1e-14));
    assertThat(gradient.getDouble(0)).isZero();
    assertThat(loss.run(logits, new double[] {0.5, 0.5, 0}, null))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(loss.weights(0, 1, 1).run(logits, new int[] {1}, null))
        .isCloseTo(1.3132616875182228, within(1e-14));
  }

  @Test
  void whatIsNotANumberIsNotHidden() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{Double.NaN, 0, 1}});
    INDArray gradient = logits.ulike();
    assertThat(new CrossEntropy().run(logits, new double[] {0, 1, 0}, gradient)).isNaN();
    assertThat(gradient.ravel().toDoubleVector()).containsOnly(Double.NaN);
    assertThat(new CrossEntropy().weights(0, 1, 0).run(logits, new int[] {1}, null)).isNaN();
  }

  @Test
  void imagesThatDoNotCountGiveNothing() {
    CrossEntropy loss = new CrossEntropy().weights(0, 0, 1, 1);
    INDArray gradient = logits().ulike();
    assertThat(loss.run(logits(), new int[] {0, 1, 0, 1, 0}, gradient)).isZero();
    assertThat(gradient.ravel().toDoubleVector()).containsOnly(0);
  }

  @Test
  void badWeightsAndSharesAreRefused() {
    CrossEntropy loss = new CrossEntropy();
    assertThatThrownBy(() -> loss.weights(1, -1))
        .hasMessage("a class weight must be at least 0, got [1.0, -1.0]");
    assertThatThrownBy(() -> loss.weights(0, 0)).hasMessageStartingWith("no class would count");
    assertThatThrownBy(() -> loss.weights(1, 2).run(logits(), LABELS, null))
        .hasMessage("expected a weight for each of 4 classes, got 2");
    assertThatThrownBy(() -> loss.run(logits(), new double[4], null))
        .hasMessage("expected soft labels [5, 4], 20 numbers, got 4");
    double[] negative = shares();
    negative[6] = -0.1;
    assertThatThrownBy(() -> loss.run(logits(), negative, null))
        .hasMessage("the share of class 2 in image 1 of the batch is -0.1, but must be at least 0");
  }

  /** A loss of a user: the mean square distance of logits and shares, in a few lines. */
  private static final class SquaredError implements Loss {
    @Override
    public double run(INDArray output, int[] labels, INDArray gradient) {
      double[] targets = new double[(int) output.length()];
      for (int n = 0; n < labels.length; n++) {
        targets[n * (int) output.size(1) + labels[n]] = 1;
      }
      return run(output, targets, gradient);
    }

    @Override
    public double run(INDArray output, double[] targets, INDArray gradient) {
      INDArray wanted = Nd4j.createFromArray(targets).reshape(output.shape());
      INDArray apart = output.sub(wanted.castTo(output.dataType()));
      double images = output.size(0);
      if (gradient != null) {
        gradient.assign(apart.mul(2 / images));
      }
      return apart.mul(apart).sumNumber().doubleValue() / images;
    }
  }

  @Test
  void aLossOfAUserTakesSoftLabels() {
    SquaredError loss = new SquaredError();
    INDArray logits = logits();
    INDArray gradient = logits.ulike();
    loss.run(logits, shares(), gradient);
    for (int i = 0; i < logits.length(); i++) {
      double value = logits.getDouble(i);
      double above = loss.run(logits.putScalar(i, value + 1e-6), shares(), null);
      double below = loss.run(logits.putScalar(i, value - 1e-6), shares(), null);
      logits.putScalar(i, value);
      assertThat(gradient.getDouble(i)).isCloseTo((above - below) / 2e-6, within(1e-8));
    }
  }

  @Test
  void aLossThatDoesNotKnowThemSaysSo() {
    Loss loss = new Focal();
    assertThatThrownBy(() -> loss.run(logits(), shares(), null))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith(
            "Focal takes class labels alone, but mixup or CutMix make soft ones");
  }
}
