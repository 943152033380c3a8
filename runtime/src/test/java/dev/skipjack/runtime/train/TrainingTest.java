package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The loop on a network that is small enough to compute by hand. */
class TrainingTest {
  private static final int IMAGES = 14;
  private static final int BATCH = 4; // and a last batch of two

  /** Image i is white in pixel i % 3, its class. */
  private static ImageSet set(int classes) {
    byte[] pixels = new byte[IMAGES * 4];
    byte[] labels = new byte[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = (byte) (i % 3);
      pixels[4 * i + i % 3] = (byte) 255;
    }
    return new ImageSet("spots", 1, 2, 2, pixels, labels, Collections.nCopies(classes, "spot"));
  }

  /** Writes down what it is told. */
  private static final class Notes implements TrainingListener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void begins(TrainingState training) {
      lines.add("begins after " + training.steps() + " steps");
    }

    @Override
    public void epochBegins(TrainingState training, int epoch) {
      lines.add(
          String.format(
              "epoch %d of %d, %d images, %d steps",
              epoch, training.epochs(), training.train().images(), training.stepsPerEpoch()));
    }

    @Override
    public void stepEnds(TrainingState training, TrainingState.Step step) {
      lines.add(
          String.format(
              "step %d of epoch %d, %d images, %d so far",
              step.number(), step.epoch(), step.images(), training.seen().images()));
    }

    @Override
    public void epochEnds(TrainingState training, History.Epoch epoch) {
      assertThat(training.history().last()).isEqualTo(epoch);
      lines.add("epoch " + epoch.number() + " ends");
    }

    @Override
    public void ends(TrainingState training) {
      lines.add("ends" + training.stopped().map(why -> ": " + why).orElse(""));
    }

    @Override
    public void failed(TrainingState training, Throwable reason) {
      lines.add("failed");
    }
  }

  @Test
  void anEpochIsTheStepsThatItsPartsWouldTake() {
    double rate = 0.2;
    double[] expected;
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      expected = network.parameters().toDoubleVector();
    }
    for (int first = 0; first < IMAGES; first += BATCH) { // softmax regression, by hand
      int count = Math.min(BATCH, IMAGES - first);
      double[] gradient = new double[12];
      for (int i = first; i < first + count; i++) {
        double total = 0;
        for (int c = 0; c < 3; c++) {
          total += Math.exp(expected[4 * c + i % 3]);
        }
        for (int c = 0; c < 3; c++) {
          double probability = Math.exp(expected[4 * c + i % 3]) / total;
          gradient[4 * c + i % 3] += (probability - (c == i % 3 ? 1 : 0)) / count;
        }
      }
      for (int p = 0; p < 12; p++) {
        expected[p] -= rate * gradient[p];
      }
    }
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      Training.of(network)
          .data(set(3).batch(BATCH))
          .optimizer(Sgd.plain())
          .schedule(Schedule.constant(rate))
          .fit(1);
      assertThat(network.parameters().toDoubleVector()).containsExactly(expected, within(1e-12));
    }
  }

  @Test
  void tellsEveryStepAndKeepsTheHistory() {
    Notes notes = new Notes();
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      Batches test = set(3).batch(5);
      History history =
          Training.of(network)
              .data(set(3).shuffle(4).batch(BATCH), test)
              .schedule(Schedule.constant(0.5))
              .listen(notes)
              .fit(20);
      assertThat(history.epochs()).hasSize(20);
      assertThat(history.last().test().accuracy()).isEqualTo(1);
      assertThat(history.last().test().images()).isEqualTo(IMAGES);
      assertThat(history.last().loss()).isLessThan(history.epochs().get(0).loss());
      assertThat(history.last().imagesPerSecond()).isPositive();
    }
    assertThat(notes.lines)
        .startsWith(
            "begins after 0 steps",
            "epoch 1 of 20, 14 images, 4 steps",
            "step 1 of epoch 1, 4 images, 4 so far",
            "step 2 of epoch 1, 4 images, 8 so far",
            "step 3 of epoch 1, 4 images, 12 so far",
            "step 4 of epoch 1, 2 images, 14 so far",
            "epoch 1 ends",
            "epoch 2 of 20, 14 images, 4 steps",
            "step 5 of epoch 2, 4 images, 4 so far")
        .endsWith("epoch 20 ends", "ends")
        .doesNotContain("failed");
  }

  @Test
  void listenersLearnThatTheTrainingFailed() {
    Notes notes = new Notes();
    Augmentation broken =
        (image, result, channels, height, width, random) -> {
          throw new IllegalStateException("broken lens");
        };
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      Training training =
          Training.of(network).data(set(3).augment(broken).batch(BATCH)).listen(notes);
      assertThatThrownBy(() -> training.fit(1)).hasRootCauseMessage("broken lens");
    }
    assertThat(notes.lines)
        .containsExactly("begins after 0 steps", "epoch 1 of 1, 14 images, 4 steps", "failed");
  }

  /** Once before the library's timer drew the bar, and once after. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1300})
  void aBarEndsItsLineOnce(long milliseconds) throws InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ProgressBarOutput bar =
        new ProgressBarOutput(new PrintStream(said, true, StandardCharsets.UTF_8), () -> 200);
    bar.failed(); // before it began
    bar.epoch(1, 2, 14);
    bar.step(4, 0.5, 0.25);
    Thread.sleep(milliseconds);
    bar.failed();
    bar.failed();
    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("epoch 1/2", "loss 0.500", "accuracy 25.0 %");
    assertThat(text).endsWith(System.lineSeparator());
    assertThat(text.chars().filter(c -> c == '\n').count()).isEqualTo(1);
  }

  /** With loss and accuracy, which were cut off at the right. */
  @ParameterizedTest
  @ValueSource(ints = {80, 100, 110, 200})
  void aBarIsNoWiderThanItsTerminal(int columns) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ProgressBarOutput bar =
        new ProgressBarOutput(new PrintStream(said, true, StandardCharsets.UTF_8), () -> columns);
    bar.epoch(10, 20, 60_000);
    bar.step(60_000, 0.5, 0.25);
    bar.failed();
    String[] drawings = said.toString(StandardCharsets.UTF_8).split("[\\r\\n]+", -1);
    assertThat(drawings).allMatch(line -> line.length() <= Math.min(columns, 110));
    assertThat(String.join(" ", drawings)).contains("epoch 10/20", "loss 0.500", "25.0 %");
  }

  @Test
  void linesAreForLogs() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ProgressLines lines = new ProgressLines(new PrintStream(said, true, StandardCharsets.UTF_8));
    lines.epoch(1, 1, 14);
    lines.step(4, 0.5, 0.25); // not ten seconds later
    lines.finished(new History.Epoch(1, 0.5, 0.25, null, 2, 14).describe("test"));
    assertThat(said.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            "epoch 1  2.0 s  7 images/s  loss 0.5000  accuracy 25.00 %\n");
  }

  /** What is decided by is no test. */
  @Test
  void linesSayWhatWasEvaluatedOn() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training
          .listen(new ProgressLines(new PrintStream(said, true, StandardCharsets.UTF_8)))
          .schedule(Schedule.constant(0.1))
          .data(set(3).batch(BATCH))
          .validation(set(3).take(5).batch(BATCH))
          .fit(1);
      training.data(set(3).batch(BATCH), set(3).take(3).batch(BATCH)).fit(1);
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("  validation: accuracy ", "on 5 images")
                    .doesNotContain("test:"),
            line -> assertThat(line).contains("  test: accuracy ", "on 3 images"));
  }

  @Test
  void aNetworkWithNothingToTrainIsRefused() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.FROZEN, 1)) {
      double[] before = network.parameters().toDoubleVector();
      Training training = Training.of(network).data(set(3).batch(BATCH));
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Pixel has no trainable parameters: every layer is frozen");
      assertThat(network.parameters().toDoubleVector()).isEqualTo(before);
    }
  }

  /** As many as ImageNet has; four images, of which each has a pixel of its own. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void aThousandClassesAreTrained(DataType type) {
    int[] labels = {999, 255, 256, 3};
    byte[] pixels = new byte[16];
    for (int i = 0; i < 4; i++) {
      pixels[5 * i] = (byte) 255;
    }
    List<String> names = Collections.nCopies(1000, "class");
    ImageSet set = new ImageSet("thousand", 1, 2, 2, pixels, labels, names);
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1000, type, 1)) {
      Batches data = set.batch(2);
      History history =
          Training.of(network).data(data, data).schedule(Schedule.constant(2)).fit(40);
      Evaluation test = history.last().test();
      assertThat(test.accuracy()).isEqualTo(1);
      for (int label : labels) {
        assertThat(test.confusion()[label][label]).isEqualTo(1);
      }
      assertThat(history.last().loss()).isLessThan(0.1);
      assertThat(history.epochs().get(0).loss()).isGreaterThan(Math.log(100));
    }
  }

  /** What a loss says of several batches is what histories and evaluations say. */
  @Test
  void lossesAreAddedUpAsTheLossDoes() {
    Loss loss =
        new Loss() {
          private final CrossEntropy entropy = new CrossEntropy();

          @Override
          public double run(INDArray output, int[] labels, INDArray gradient) {
            return entropy.run(output, labels, gradient);
          }

          @Override
          public Total total() {
            return new Total() {
              private int images;

              @Override
              public void add(double loss, int more) {
                images += more;
              }

              @Override
              public double value() {
                return 1000 + images;
              }
            };
          }
        };
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      Batches data = set(3).batch(BATCH);
      History history = Training.of(network).data(data, data).loss(loss).fit(2);
      assertThat(history.last().loss()).isEqualTo(1000 + IMAGES);
      assertThat(history.last().test().loss()).isEqualTo(1000 + IMAGES);
    }
  }

  @Test
  void impossibleRequestsAreRefused() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      Training training = Training.of(network);
      assertThatThrownBy(() -> training.data(set(4).batch(BATCH)))
          .hasMessage("spots has 4 classes, but Pixel has 3 outputs");
      assertThatThrownBy(() -> training.data(set(3).batch(2), set(3).fit(1, 3, 2).batch(2)))
          .hasMessageContaining("spots has images of 1x3x2, but Pixel takes 1x2x2");
      assertThatThrownBy(() -> training.data(set(3).batch(2)).fit(0))
          .hasMessage("train for at least 1 epoch, not 0");
      assertThatThrownBy(() -> training.labelSmoothing(1))
          .hasMessage("label smoothing must be in [0, 1), got 1.0");
    }
  }

  @Test
  void labelSmoothingThatNothingWouldUseIsRefused() {
    byte[] map = new byte[4];
    ImageSet maps = ImageSet.ofLabelMaps("maps", 1, 2, 2, new byte[4], map, List.of("nothing"));
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      Training training = Training.of(network).labelSmoothing(0.1);
      assertThatThrownBy(() -> training.data(maps.batch(1)).loss(new PixelCrossEntropy(255)).fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "labelSmoothing(0.1) is for the default loss, but loss(...) sets another: leave it out, or set new PixelCrossEntropy(ignored).smoothing(share)");
      assertThatThrownBy(() -> training.data(set(3).batch(2)).loss(new CrossEntropy()).fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith(
              "but loss(...) sets another: leave it out, or set new CrossEntropy(smoothing)");
      training.labelSmoothing(0).fit(1);
    }
  }

  @Test
  void aLossThatIsNotFiniteEndsTheTraining() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      double[] before = network.parameters().toDoubleVector();
      Training training =
          Training.of(network)
              .data(set(3).batch(BATCH))
              .loss((output, labels, gradient) -> Double.NaN);
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith("the loss of Pixel became NaN in epoch 1, step 1: lower the");
      assertThat(network.parameters().toDoubleVector()).isEqualTo(before);
    }
  }

  @Test
  void evaluationCountsPartialBatchesAndDoesNotLearn() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        InferenceNetwork inference = network.inference()) {
      INDArray weight = Nd4j.createFromArray(9.0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0); // never class 2
      network.parameters().assign(weight);
      ClassificationEvaluation evaluation =
          (ClassificationEvaluation) Evaluator.evaluate(inference, set(3).batch(BATCH));
      assertThat(evaluation.images()).isEqualTo(IMAGES);
      assertThat(evaluation.confusion())
          .isDeepEqualTo(new long[][] {{5, 0, 0}, {0, 5, 0}, {0, 4, 0}});
      assertThat(evaluation.accuracy()).isCloseTo(10 / 14.0, within(1e-12));
      assertThat(evaluation.topFiveAccuracy()).isEqualTo(1);
      double wrong = Math.log(Math.exp(9) + 2);
      assertThat(evaluation.loss()).isCloseTo((10 * (wrong - 9) + 4 * wrong) / 14, within(1e-9));
      assertThat(network.parameters()).isEqualTo(weight);
    }
  }

  /** Who decides by accuracy finds it in the line once. */
  @Test
  void aLineSaysNoFigureTwice() {
    ClassificationEvaluation test = new ClassificationEvaluation(2);
    test.add(Nd4j.createFromArray(new float[][] {{1, 0}}), new int[] {0}, 0.25);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", 1.0);
    metrics.put("macro f1", 0.5);
    assertThat(new History.Epoch(3, 0.5, 0.75, test, 2, 14, metrics))
        .hasToString(
            "epoch 3  2.0 s  7 images/s  loss 0.5000  accuracy 75.00 %"
                + "  test: accuracy 100.00 %, loss 0.2500 on 1 image, macro f1 0.5000");
  }
}
