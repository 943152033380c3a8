package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CrossEntropyTest {
  private static final int[] LABELS = {2, 0};

  private static INDArray logits() {
    return Nd4j.createFromArray(new double[][] {{0.3, -1.2, 2.5, 0.1}, {-0.7, 0.9, 1.1, -2}});
  }

  /** PyTorch: cross_entropy(logits, labels) of the first row alone. */
  @Test
  void isTheLogarithmOfTheProbability() {
    double[] row = logits().getRow(0).toDoubleVector();
    double total = 0;
    for (double logit : row) {
      total += Math.exp(logit);
    }
    double loss =
        new CrossEntropy().run(Nd4j.createFromArray(new double[][] {row}), new int[] {2}, null);
    assertThat(loss).isCloseTo(-Math.log(Math.exp(row[2]) / total), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void gradientIsThatOfTheMeanLoss(double smoothing) {
    CrossEntropy loss = new CrossEntropy(smoothing);
    INDArray logits = logits();
    INDArray gradient = logits.ulike();
    loss.run(logits, LABELS, gradient);
    for (int i = 0; i < logits.length(); i++) {
      double value = logits.getDouble(i);
      double above = loss.run(logits.putScalar(i, value + 1e-6), LABELS, null);
      double below = loss.run(logits.putScalar(i, value - 1e-6), LABELS, null);
      logits.putScalar(i, value);
      assertThat(gradient.getDouble(i)).isCloseTo((above - below) / 2e-6, within(1e-8));
    }
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{1e5, -1e5}});
    assertThat(new CrossEntropy().run(logits, new int[] {1}, null)).isCloseTo(2e5, within(1e-6));
  }

  private static final double MINUS = Double.NEGATIVE_INFINITY;
  private static final double PLUS = Double.POSITIVE_INFINITY;

  /** Logits, smoothing, label, then what torch.nn.functional.cross_entropy gives in float64. */
  static Stream<Arguments> infinite() {
    double[] one = {MINUS, 0, 1};
    double[] two = {MINUS, MINUS, 2};
    double out = 0.2689414213699951;
    double in = 0.7310585786300049;
    double share = 0.1 / 3;
    return Stream.of(
        Arguments.of(one, 0, 0, PLUS, new double[] {-1, out, in}),
        Arguments.of(one, 0, 1, 1.3132616875182228, new double[] {0, -in, in}),
        Arguments.of(one, 0, 2, 0.31326168751822286, new double[] {0, out, -out}),
        Arguments.of(one, 0.1, 0, PLUS, new double[] {-0.9 - share, out - share, in - share}),
        Arguments.of(one, 0.1, 1, PLUS, new double[] {-share, -0.6643919119633382, in - share}),
        Arguments.of(two, 0, 1, PLUS, new double[] {0, -1, 1}),
        Arguments.of(two, 0, 2, 0, new double[] {0, 0, 0}),
        Arguments.of(two, 0.1, 2, PLUS, new double[] {-share, -share, 2 * share}));
  }

  @ParameterizedTest
  @MethodSource("infinite")
  void aLogitOfMinusInfinityRulesItsClassOut(
      double[] row, double smoothing, int label, double loss, double[] gradient) {
    INDArray logits = Nd4j.createFromArray(new double[][] {row});
    INDArray slope = logits.ulike();
    double given = new CrossEntropy(smoothing).run(logits, new int[] {label}, slope);
    check(given, slope, loss, gradient);
    if (smoothing == 0) {
      INDArray map = logits.reshape(1, 3, 1, 1);
      INDArray mapSlope = map.ulike();
      given = new PixelCrossEntropy().run(map, new int[] {label}, mapSlope);
      check(given, mapSlope, loss, gradient);
    }
  }

  private static void check(double loss, INDArray slope, double expected, double[] gradient) {
    if (Double.isInfinite(expected)) {
      assertThat(loss).isEqualTo(expected);
    } else {
      assertThat(loss).isCloseTo(expected, within(1e-14));
    }
    assertThat(slope.data().asDouble()).containsExactly(gradient, within(1e-14));
  }

  /** As in PyTorch: no distribution is that of these logits. */
  @Test
  void nothingButMinusInfinityAndPlusInfinityAreNotANumber() {
    double[][] rows = {{MINUS, MINUS, MINUS}, {PLUS, 0, 1}, {Double.NaN, 0, 1}};
    for (double[] row : rows) {
      for (double smoothing : new double[] {0, 0.1}) {
        for (int label = 0; label < 3; label++) {
          INDArray logits = Nd4j.createFromArray(new double[][] {row});
          INDArray slope = logits.ulike();
          assertThat(new CrossEntropy(smoothing).run(logits, new int[] {label}, slope)).isNaN();
          assertThat(slope.data().asDouble()).containsOnly(Double.NaN);
          INDArray map = logits.reshape(1, 3, 1, 1);
          assertThat(new PixelCrossEntropy().run(map, new int[] {label}, map)).isNaN();
          assertThat(map.data().asDouble()).containsOnly(Double.NaN);
        }
      }
    }
  }

  @Test
  void badLabelsAreRefusedBeforeAnythingIsComputed() {
    assertThatThrownBy(() -> new CrossEntropy().run(logits(), new int[] {0, 4}, null))
        .hasMessage("label 1 of the batch is 4, but the network has 4 classes (0 to 3)");
    assertThatThrownBy(() -> new CrossEntropy().run(logits(), new int[] {0}, null))
        .hasMessage("expected a label for each of 2 images, got 1");
    assertThatThrownBy(() -> new CrossEntropy().run(logits(), (int[]) null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a label for each of 2 images, got null");
    assertThatThrownBy(() -> new CrossEntropy().run(Nd4j.create(1, 2, 3, 4), new int[12], null))
        .hasMessageContaining("got [1, 2, 3, 4]: the loss of a map is PixelCrossEntropy");
  }

  @Test
  void aGradientOfAnotherShapeIsRefused() {
    INDArray larger = Nd4j.valueArrayOf(new long[] {2, 5}, 7.25, DataType.DOUBLE);
    assertThatThrownBy(() -> new CrossEntropy().run(logits(), LABELS, larger))
        .hasMessage("an output [2, 4] needs a gradient of that shape, got [2, 5]");
    assertThat(larger.minNumber().doubleValue()).isEqualTo(7.25);
    assertThat(larger.maxNumber().doubleValue()).isEqualTo(7.25);
  }

  @Test
  void metricsRefuseWhatIsNotOfTheirClasses() {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(3);
    assertThatThrownBy(() -> evaluation.add(logits(), LABELS, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "ClassificationEvaluation of 3 classes takes logits [N, 3], got [2, 4]: make it with");
    assertThatThrownBy(() -> evaluation.add(Nd4j.create(1, 3, 2, 2), new int[4], 0))
        .hasMessageContaining("got [1, 3, 2, 2]");
    INDArray two = Nd4j.create(2, 3);
    assertThatThrownBy(() -> evaluation.add(two, new int[] {0, 3}, 0))
        .hasMessage(
            "label 1 of the batch is 3, but the network has 3 classes (0 to 2); -1 is ignored");
    assertThatThrownBy(() -> evaluation.add(two, new int[1], 0))
        .hasMessage("expected a label for each of 2 images, got 1");
    assertThat(evaluation.images()).isZero();
    assertThat(evaluation.confusion()).isDeepEqualTo(new long[3][3]);
  }

  @Test
  void whatIsNotANumberIsNoPrediction() {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(7);
    INDArray logits = Nd4j.create(DataType.FLOAT, 4, 7);
    logits.getRow(0).assign(Double.NaN); // would be class 0, and among the best five
    logits.putScalar(1, 3, Double.NaN);
    logits.putScalar(2, 4, MINUS);
    logits.putScalar(2, 2, 1);
    logits.putScalar(3, 6, PLUS);
    evaluation.add(logits, new int[] {0, 0, 2, 6}, Double.NaN);
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    assertThat(evaluation.topFiveAccuracy()).isEqualTo(0.5);
    assertThat(evaluation.withoutPrediction()).isEqualTo(2);
    assertThat(evaluation.confusion()[0]).containsOnly(0);
    assertThat(evaluation)
        .hasToString(
            "accuracy 50.00 %, top-5 50.00 %, loss NaN on 4 images; 2 of 4 images have a logit of NaN");
  }

  /** Of which every class is among the five highest. */
  @Test
  void topFiveOfFewClassesIsNotSaid() {
    for (int classes : new int[] {2, 5}) {
      ClassificationEvaluation few = new ClassificationEvaluation(classes);
      few.add(Nd4j.create(1, classes), new int[] {0}, 0.5);
      assertThat(few).hasToString("accuracy 100.00 %, loss 0.5000 on 1 image");
    }
    ClassificationEvaluation six = new ClassificationEvaluation(6);
    six.add(Nd4j.create(1, 6), new int[] {5}, 0.5);
    assertThat(six).hasToString("accuracy 0.00 %, top-5 0.00 %, loss 0.5000 on 1 image");
  }

  @Test
  void metricsCountWhatTheySay() {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(3);
    INDArray logits = Nd4j.createFromArray(new double[][] {{5, 1, 0}, {0, 2, 1}, {3, 4, 0}});
    evaluation.add(logits, new int[] {0, 2, 0}, 0.5);
    assertThat(evaluation.accuracy()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(evaluation.topFiveAccuracy()).isEqualTo(1);
    assertThat(evaluation.loss()).isEqualTo(0.5);
    assertThat(evaluation.confusion())
        .isDeepEqualTo(new long[][] {{1, 1, 0}, {0, 0, 0}, {0, 1, 0}});
  }
}
