package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Split;
import dev.skipjack.runtime.metrics.Calibration;
import dev.skipjack.runtime.metrics.ClassificationReport;
import dev.skipjack.runtime.metrics.ConfusionMatrix;
import dev.skipjack.runtime.metrics.Metrics;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images of which nobody knows the class: training, evaluation, metrics, samplers, parts. */
class UnlabelledTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  /** Every third image of 30 has no label. */
  private static ImageSet set() {
    return set(IntStream.range(0, 30).map(i -> i % 3 == 1 ? -1 : i / 3 % 3).toArray(), NAMES);
  }

  private static ImageSet set(int[] labels, List<String> names) {
    byte[] pixels = new byte[labels.length * 4];
    new SplittableRandom(3).nextBytes(pixels);
    return new ImageSet("noise", 1, 2, 2, pixels, labels, names);
  }

  private static PixelNetwork network() {
    return new PixelNetwork(ParameterRole.TRAINABLE, 1);
  }

  private static double[] train(Batches data, int parts) {
    try (PixelNetwork network = network();
        Training training = Training.of(network)) {
      History history = training.data(data, data).microBatches(parts).labelSmoothing(0.1).fit(3);
      double[] weights = network.parameters().toDoubleVector();
      double[] all = Arrays.copyOf(weights, weights.length + 2);
      all[weights.length] = history.epochs().get(2).loss();
      all[weights.length + 1] = history.epochs().get(2).accuracy();
      return all;
    }
  }

  /** One batch is the whole set, so both see the same means; nothing here looks at other images. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 30})
  void aTrainingLearnsFromThoseWithALabel(int parts) {
    double[] labelledAlone = train(Images.of(set().labelled()).batch(30), 1);
    assertThat(train(Images.of(set()).batch(30), parts))
        .containsExactly(labelledAlone, within(1e-12));
  }

  /** A batch in which none has a label teaches nothing, and is no reason to stop. */
  @Test
  void aBatchWithoutLabelsChangesNothing() {
    int[] none = new int[8];
    Arrays.fill(none, Dataset.UNLABELLED);
    try (PixelNetwork network = network();
        Training training = Training.of(network)) {
      double[] before = network.parameters().toDoubleVector();
      History history =
          training.data(Images.of(set(none, NAMES)).batch(3)).optimizer(Sgd.nesterov(0.9)).fit(2);
      assertThat(network.parameters().toDoubleVector()).isEqualTo(before);
      assertThat(history.epochs().get(1).loss()).isZero();
    }
  }

  @Test
  void evaluationAndMetricsLeaveThemOut() {
    List<Metric> metrics =
        List.of(Metrics.topK(2), Metrics.calibrationError(), Metrics.f1(), Metrics.accuracy());
    try (PixelNetwork network = network()) {
      Evaluation all =
          Evaluator.evaluate(
              network.inference(),
              Images.of(set()).batch(7),
              new CrossEntropy().ignoring(-1),
              metrics);
      Evaluation some =
          Evaluator.evaluate(
              network.inference(),
              Images.of(set().labelled()).batch(20),
              new CrossEntropy(),
              metrics);
      assertThat(all.images()).isEqualTo(30);
      assertThat(all.counted()).isEqualTo(20);
      assertThat(all.loss()).isCloseTo(some.loss(), within(1e-12));
      assertThat(all.confusion()).isDeepEqualTo(some.confusion());
      assertThat(ClassificationReport.of(all, NAMES))
          .isEqualTo(ClassificationReport.of(some, NAMES));
      assertThat(ConfusionMatrix.of(all, NAMES))
          .hasToString(ConfusionMatrix.of(some, NAMES).toString());
      all.metrics()
          .forEach(
              (name, value) ->
                  assertThat(value).as(name).isCloseTo(some.metrics().get(name), within(1e-12)));
      assertThat(all.toString()).endsWith("on 30 images, 20 of them with a label");
      assertThat(some.toString()).endsWith("on 20 images");
      // without a loss of one's own
      assertThat(Evaluator.evaluate(network.inference(), Images.of(set()).batch(7)).loss())
          .isCloseTo(some.loss(), within(1e-12));
    }
    Calibration calibration = new Calibration(2);
    INDArray logits = Nd4j.create(DataType.DOUBLE, 2, 3);
    calibration.add(logits, new int[] {-1, 0});
    assertThat(calibration.bins().stream().mapToLong(Calibration.Bin::images).sum()).isEqualTo(1);
  }

  @Test
  void samplesArePartsAndMixturesOfThoseWithALabel() {
    ImageSet set = set();
    assertThat(set.counts()).containsExactly(8, 6, 6);
    assertThat(set.label(1)).isEqualTo(-1);
    assertThat(set.labelled().size()).isEqualTo(20);
    assertThat(set.labelled().hasUnlabelled()).isFalse();
    Batches balanced = Images.of(set).balanced().batch(30);
    try (var stream = balanced.open(DataType.DOUBLE, 0)) {
      assertThat(stream.next().labels()).hasSize(30).doesNotContain(-1);
    }
    for (String what : List.of("mixup", "CutMix")) {
      assertThatThrownBy(
              () -> {
                if (what.equals("mixup")) {
                  Images.of(set).mixup(1);
                } else {
                  Images.of(set).cutmix(1);
                }
              })
          .hasMessage(
              what
                  + " mixes the labels of two images, but some of noise have none (-1): mix those of"
                  + " dataset.labelled(), or leave it out");
    }
  }

  /** Classes are divided as they would be without the others. */
  @Test
  void partsHaveTheirSharesOfThoseWithoutALabel() {
    int[] labels = IntStream.range(0, 200).map(i -> i % 2 == 0 ? -1 : i / 2 % 3).toArray();
    ImageSet set = set(labels, NAMES);
    Split split = set.split(0.8, 0.1, 0.1, 4);
    Split labelled = set.labelled().split(0.8, 0.1, 0.1, 4);
    assertThat(split.train().size()).isEqualTo(160);
    assertThat(split.test().size()).isEqualTo(20);
    assertThat(split.test().labelled().size()).isEqualTo(10);
    assertThat(split.test().labelled().fingerprint()).isEqualTo(labelled.test().fingerprint());
  }

  @Test
  void aClassMayBecomeNone() {
    ImageSet set = set(new int[] {0, 1, 2, 1, 2}, List.of("cat", "unknown", "dog"));
    ImageSet ignoring = set.ignoring("unknown");
    assertThat(ignoring.classNames()).containsExactly("cat", "dog");
    assertThat(IntStream.range(0, 5).map(ignoring::label)).containsExactly(0, -1, 1, -1, 1);
    assertThat(ignoring.fingerprint()).isNotEqualTo(set.fingerprint());
    assertThatThrownBy(() -> set.ignoring("bird"))
        .hasMessage("noise has no class 'bird' to ignore: its classes are [cat, unknown, dog]");
  }

  /** With 256 classes a byte has no room for it, so labels are ints. */
  @Test
  void manyClassesHaveRoomForNone() {
    for (int classes : new int[] {2, 255, 256, 1000}) {
      List<String> names = IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
      ImageSet set = set(new int[] {classes - 1, -1, 0}, names);
      assertThat(set.take(2).label(0)).isEqualTo(classes - 1);
      assertThat(set.take(2).label(1)).isEqualTo(-1);
      assertThat(set.crops(9, 1, 1, 2).counts()[0]).isPositive();
    }
    assertThatThrownBy(() -> set(new int[] {-2}, NAMES))
        .hasMessage(
            "noise: image 0 has label -2, but there are 3 classes; -1 is an image without one");
    byte[] bytes = {(byte) 255}; // of a file that is broken
    assertThatThrownBy(() -> new ImageSet("bytes", 1, 1, 1, new byte[1], bytes, NAMES))
        .hasMessage("bytes: image 0 has label 255, but there are 3 classes");
  }
}
