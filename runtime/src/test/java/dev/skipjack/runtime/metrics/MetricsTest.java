package dev.skipjack.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.train.ClassificationEvaluation;
import dev.skipjack.runtime.train.CsvRows;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.SegmentationEvaluation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against scikit-learn (recipes.py), the papers' definitions, and what is said of bad values. */
class MetricsTest {
  private static final List<String> NAMES =
      List.of("airplane", "bird", "frog", "a class with a long name");
  private static final int[] TRUE = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  private static final int[] TAKEN = {0, 0, 1, 2, 1, 1, 0, 2, 2, 2, 0, 1, 2, 1};

  private static INDArray logits(int classes, int... taken) {
    INDArray logits = Nd4j.create(DataType.DOUBLE, taken.length, classes);
    for (int n = 0; n < taken.length; n++) {
      logits.putScalar(n, taken[n], 1);
    }
    return logits;
  }

  private static ClassificationEvaluation evaluation(int classes) {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(classes);
    evaluation.add(logits(classes, TAKEN), TRUE, 0.5);
    return evaluation;
  }

  @Test
  void theReportIsThatOfScikitLearn() throws IOException {
    String expected;
    try (InputStream in = MetricsTest.class.getResourceAsStream("report.txt")) {
      expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(ClassificationReport.of(evaluation(4), NAMES) + "\n")
        .isEqualToNormalizingNewlines(expected);
  }

  @Test
  void meansAreThoseOfScikitLearn() throws IOException {
    ClassificationReport report = ClassificationReport.of(evaluation(7), NAMES); // three unused
    for (ClassificationReport.Row row : List.of(report.macro(), report.weighted())) {
      double[] expected =
          CsvRows.of(MetricsTest.class, "scores.csv", row.name().replace(" avg", ""));
      assertThat(new double[] {row.precision(), row.recall(), row.f1()})
          .containsExactly(expected, within(1e-15));
    }
    double[] macro = CsvRows.of(MetricsTest.class, "scores.csv", "macro");
    List<Metric> metrics = List.of(Metrics.precision(), Metrics.recall(), Metrics.f1());
    for (int i = 0; i < macro.length; i++) {
      assertThat(metrics.get(i).open(7).value(evaluation(7))).isCloseTo(macro[i], within(1e-15));
    }
    assertThat(Metrics.f1(2).open(7).value(evaluation(7))).isCloseTo(0.6, within(1e-15));
  }

  @Test
  void anImageWithoutPredictionCountsForItsClassAlone() {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(3);
    INDArray logits = logits(3, 0, 1, 1);
    logits.putScalar(2, 0, Double.NaN);
    evaluation.add(logits, new int[] {0, 1, 1}, 0);
    ClassificationReport report = ClassificationReport.of(evaluation);
    assertThat(report.classes())
        .containsExactly(
            new ClassificationReport.Row("0", 1, 1, 1, 1),
            new ClassificationReport.Row("1", 1, 0.5, 2 / 3.0, 2));
    assertThat(report.accuracy()).isCloseTo(2 / 3.0, within(1e-15));
  }

  @Test
  void theBestKAreCounted() {
    INDArray logits =
        Nd4j.createFromArray(
            new double[][] {
              {3, 2, 1, 0}, {3, 2, 1, 0}, {1, 1, 1, 1}, {0, Double.NaN, 0, 0}, {0, 1, 2, 3}
            });
    int[] labels = {1, 2, 1, 0, 3};
    for (int k = 1; k <= 4; k++) {
      Metric.Accumulation topK = Metrics.topK(k).open(4);
      topK.add(logits, labels);
      double expected = new double[] {1, 3, 4, 4}[k - 1] / 5;
      ClassificationEvaluation evaluation = new ClassificationEvaluation(4);
      evaluation.add(logits, labels, 0);
      assertThat(topK.value(evaluation)).as("top %d", k).isCloseTo(expected, within(1e-15));
    }
    assertThat(Metrics.topK(3).name()).isEqualTo("top-3 accuracy");
    assertThatThrownBy(() -> Metrics.topK(0)).hasMessage("top-k counts the best 1 or more, not 0");
  }

  /** Two images of 60 %, one of them right, and one of 90 % that is right: by hand. */
  @Test
  void calibrationIsHowFarSureIsFromRight() {
    Calibration calibration = new Calibration(10);
    double six = Math.log(0.6 / 0.4);
    calibration.add(Nd4j.createFromArray(new double[][] {{six, 0}}), new int[] {0});
    calibration.add(
        Nd4j.createFromArray(new double[][] {{0, six}, {Math.log(9), 0}}), new int[] {0, 0});
    double expected = (2 * Math.abs(0.6 - 0.5) + Math.abs(0.9 - 1)) / 3;
    assertThat(calibration.error()).isCloseTo(expected, within(1e-12));
    assertThat(calibration.bins()).hasSize(10);
    assertThat(calibration.bins().stream().mapToLong(Calibration.Bin::images).sum()).isEqualTo(3);
    assertThat(calibration.toString())
        .contains("60.00 %", "50.00 %", "expected calibration error 10.00 %");
  }

  @Test
  void aNetworkThatIsAlwaysSureAndRightIsCalibrated() {
    Metric.Accumulation error = Metrics.calibrationError().open(3);
    error.add(logits(3, 0, 1, 2).mul(100), new int[] {0, 1, 2});
    assertThat(error.value(null)).isCloseTo(0, within(1e-12));
    assertThat(Metrics.calibrationError().isHigherBetter()).isFalse();
  }

  @Test
  void whatIsNotANumberIsWrongAndUnsure() {
    Calibration calibration = new Calibration(15);
    INDArray logits = logits(3, 0, 0);
    logits.putScalar(0, 2, Double.NaN);
    calibration.add(logits, new int[] {0, 0});
    assertThat(calibration.bins().get(0).images()).isEqualTo(1);
    assertThat(calibration.bins().get(0).accuracy()).isZero();
    assertThat(calibration.bins().get(0).confidence()).isZero();
    assertThat(calibration.error()).isFinite();
  }

  @Test
  void theCommonestMistakesComeFirst() {
    ConfusionMatrix matrix = ConfusionMatrix.of(evaluation(4), NAMES);
    assertThat(matrix.mistakes(2))
        .extracting(ConfusionMatrix.Mistake::toString)
        .containsExactly("1 of airplane taken for bird", "1 of airplane taken for frog");
    assertThat(matrix.mistakes(100)).hasSize(7);
    assertThat(matrix.toString())
        .isEqualToNormalizingNewlines(
            """
                                       0 1 2 3
            0 airplane                 2 1 1 0
            1 bird                     1 2 0 0
            2 frog                     1 1 3 0
            3 a class with a long name 0 1 1 0""");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ClassificationReport.of(evaluation(4), List.of("a", "b")))
        .hasMessage("class 2 occurs, but there are names for 2 classes alone: [a, b]");
    assertThatThrownBy(() -> Metrics.f1(9).open(4).value(evaluation(4)))
        .hasMessage("there is no class 9: the network has 4, from 0 on");
    assertThatThrownBy(() -> Metrics.meanIntersectionOverUnion().open(4).value(evaluation(4)))
        .hasMessageStartingWith("mean IoU is for label maps");
    assertThatThrownBy(
            () -> Metrics.topK(1).open(3).add(Nd4j.create(1, 3, 2, 2), new int[] {0, 0, 0, 0}))
        .hasMessage(
            "top-1 accuracy is for images with one label and takes logits [N, classes], got [1, 3, 2, 2]");
  }

  @Test
  void pixelsHaveThemToo() {
    SegmentationEvaluation pixels = new SegmentationEvaluation(2, 255);
    INDArray logits = Nd4j.create(DataType.DOUBLE, 1, 2, 1, 4);
    logits.putScalar(new int[] {0, 1, 0, 0}, 1);
    logits.putScalar(new int[] {0, 1, 0, 1}, 1);
    pixels.add(logits, new int[] {1, 0, 0, 255}, 0);
    assertThat(Metrics.accuracy().open(2).value(pixels)).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(Metrics.meanIntersectionOverUnion().open(2).value(pixels))
        .isCloseTo(0.5, within(1e-15));
    assertThat(Metrics.precision().open(2).value(pixels)).isCloseTo(0.75, within(1e-15));
  }
}
