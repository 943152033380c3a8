package dev.skipjack.runtime.listeners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.metrics.Metrics;
import dev.skipjack.runtime.optimize.ExponentialMovingAverage;
import dev.skipjack.runtime.optimize.Freezing;
import dev.skipjack.runtime.optimize.ParameterGroups;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.CsvRows;
import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.PixelNetwork;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Real trainings of a tiny network, with metrics whose values the tests say. */
class ListenersTest {
  @TempDir private Path directory;

  private static Batches data() {
    byte[] pixels = new byte[12 * 4];
    byte[] labels = new byte[12];
    for (int i = 0; i < 12; i++) {
      labels[i] = (byte) (i % 3);
      pixels[4 * i + i % 3] = (byte) 255;
    }
    return new ImageSet("spots", 1, 2, 2, pixels, labels, List.of("a", "b", "c"))
        .shuffle(1)
        .batch(5);
  }

  private static PixelNetwork network() {
    return new PixelNetwork(ParameterRole.TRAINABLE, 1);
  }

  /** A metric that has these values, epoch by epoch. */
  private static Metric scripted(boolean isHigherBetter, double... values) {
    int[] next = {0};
    return Metric.of("scripted", isHigherBetter, evaluation -> values[next[0]++]);
  }

  private static Training training(PixelNetwork network, TrainingListener... listeners) {
    return Training.of(network)
        .data(data(), data())
        .schedule(Schedule.constant(0.1))
        .listen(listeners);
  }

  /** Notes why a fit was stopped. */
  private static final class Reasons implements TrainingListener {
    private final List<String> reasons = new ArrayList<>();

    @Override
    public void ends(TrainingState training) {
      reasons.add(training.stopped().orElse("not stopped"));
    }
  }

  @Test
  void stopsWhenNothingBecameBetter() {
    Reasons reasons = new Reasons();
    EarlyStopping stopping =
        EarlyStopping.on(scripted(true, 0.5, 0.7, 0.6, Double.NaN, 0.7, 0.9), 3);
    try (PixelNetwork network = network();
        Training training = training(network, stopping, reasons)) {
      assertThat(training.fit(6).epochs()).hasSize(5);
      assertThat(reasons.reasons)
          .containsExactly("scripted has not become better than 0.7000, in epoch 2, for 3 epochs");
      assertThat(training.fit(1).epochs()).hasSize(6); // it may go on
      assertThat(reasons.reasons).hasSize(2).last().isEqualTo("not stopped");
    }
  }

  @Test
  void whatIsLowerMayBeBetter() {
    EarlyStopping stopping =
        EarlyStopping.on(scripted(false, 3, 2, 1, 0.95, 0.92), 2).minDelta(0.1);
    try (PixelNetwork network = network();
        Training training = training(network, stopping)) {
      assertThat(training.fit(9).epochs()).hasSize(5);
    }
  }

  @Test
  void aStopperGoesOnWhereItWasSaved() {
    EarlyStopping first = EarlyStopping.on(scripted(true, 0.7, 0.6), 3);
    try (PixelNetwork network = network();
        Training training = training(network, first)) {
      training.fit(2);
    }
    EarlyStopping second = EarlyStopping.on(scripted(true, 0.65, 0.66, 0.67), 3);
    second.restore(first.save());
    assertThat(second.save()).isEqualTo(first.save());
    try (PixelNetwork network = network();
        Training training = training(network, second)) {
      assertThat(training.fit(9).epochs()).hasSize(2);
    }
    assertThatThrownBy(() -> second.restore(Map.of()))
        .hasMessage("a checkpoint of this listener has 'waited', got {}");
  }

  @Test
  void theBestWeightsAreKeptAndLoadedAtTheEnd() throws IOException {
    Path file = directory.resolve("new/best.safetensors");
    List<double[]> weights = new ArrayList<>();
    TrainingListener notes =
        new TrainingListener() {
          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            weights.add(training.network().parameters().toDoubleVector());
          }
        };
    KeepBest best = KeepBest.in(file, scripted(true, 0.5, 0.9, 0.7, 0.9)).loadAtEnd();
    try (PixelNetwork network = network();
        PixelNetwork other = network();
        Training training = training(network, best, notes)) {
      training.fit(4);
      assertThat(weights).doesNotHaveDuplicates();
      assertThat(network.parameters().toDoubleVector()).isEqualTo(weights.get(1));
      Weights.load(other, file);
      assertThat(other.parameters().toDoubleVector()).isEqualTo(weights.get(1));
    }
    assertThat(directory.resolve("new")).isDirectoryContaining("glob:**/best.safetensors");
  }

  @Test
  void whatIsKeptIsTheAverage() throws IOException {
    Path file = directory.resolve("best.safetensors");
    KeepBest best = KeepBest.in(file, scripted(true, 1, 0.5)).loadAtEnd();
    List<double[]> averages = new ArrayList<>();
    TrainingListener notes =
        new TrainingListener() {
          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            averages.add(training.inference().parameters().toDoubleVector());
            assertThat(training.network().parameters().toDoubleVector())
                .isNotEqualTo(averages.get(averages.size() - 1));
          }
        };
    try (PixelNetwork network = network();
        Training training =
            training(network, best, notes).average(ExponentialMovingAverage.of(0.9))) {
      training.fit(2);
      assertThat(network.parameters().toDoubleVector()).isEqualTo(averages.get(0));
    }
  }

  /** The average is evaluated: after one step it still has 9 parts of 10 of the first weights. */
  @Test
  void theAverageIsEvaluated() {
    try (PixelNetwork network = network();
        PixelNetwork plain = network();
        Training training = training(network).average(ExponentialMovingAverage.of(0.99));
        Training other = training(plain)) {
      double averaged = training.schedule(Schedule.constant(2)).fit(1).last().test().loss();
      double last = other.schedule(Schedule.constant(2)).fit(1).last().test().loss();
      assertThat(network.parameters()).isEqualTo(plain.parameters());
      assertThat(averaged).isGreaterThan(1.2 * last);
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsToldBeforeTheFirstStep() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    try (PixelNetwork network = network();
        Training training =
            training(network, KeepBest.in(file.resolve("in"), Metrics.accuracy()))) {
      double[] before = network.parameters().toDoubleVector();
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write " + file.resolve("in"));
      assertThat(network.parameters().toDoubleVector()).isEqualTo(before);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theLastEpochsAreKept() throws IOException {
    KeepEpochs last = KeepEpochs.last(directory, 2);
    try (PixelNetwork network = network();
        Training training = training(network, last)) {
      training.fit(4);
      assertThat(files()).containsExactly("epoch-0003.safetensors", "epoch-0004.safetensors");
      assertThat(last.epochs()).containsExactly(3, 4);
      KeepEpochs resumed = KeepEpochs.last(directory, 2);
      resumed.restore(last.save());
      assertThat(resumed.epochs()).containsExactly(3, 4);
    }
  }

  @Test
  void theBestEpochsAreKept() throws IOException {
    Metric metric = scripted(false, 5, 3, Double.NaN, 4, 3, 3);
    KeepEpochs best = KeepEpochs.best(directory, 2, metric);
    try (PixelNetwork network = network();
        Training training = training(network, best)) {
      training.fit(6);
      assertThat(best.epochs()).containsExactly(2, 5); // of equal ones the first stay
      assertThat(files()).containsExactly("epoch-0002.safetensors", "epoch-0005.safetensors");
      try (PixelNetwork other = network()) {
        Weights.load(other, best.file(5));
      }
    }
  }

  private static final double[] VALUES = {
    0.5, 0.6, 0.6, 0.60001, 0.59, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.9, 0.8, 0.8, 0.8, 0.8
  };

  private static ReduceOnPlateau plateau(String name) {
    Metric higher = scripted(true, VALUES);
    return switch (name) {
      case "max" -> ReduceOnPlateau.on(higher, 1);
      case "min" -> ReduceOnPlateau.on(scripted(false, VALUES), 2).factor(0.5);
      case "absolute" -> ReduceOnPlateau.on(higher, 0).factor(0.5).minDelta(0.15);
      case "cooldown" -> ReduceOnPlateau.on(higher, 1).factor(0.5).cooldown(2);
      default -> ReduceOnPlateau.on(higher, 0).factor(0.25).atLeast(0.1);
    };
  }

  /** The rate of each epoch; in two fits, with a listener that was saved between them. */
  @ParameterizedTest
  @ValueSource(strings = {"max", "min", "absolute", "cooldown", "least"})
  void plateausAreThoseOfPyTorch(String name) throws IOException {
    double[] expected = CsvRows.of(ListenersTest.class, "plateaus.csv", name); // after each epoch
    List<Double> rates = new ArrayList<>();
    TrainingListener notes =
        new TrainingListener() {
          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            rates.add(training.learningRateScale());
          }

          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            double before = step.epoch() == 1 ? 1 : expected[step.epoch() - 2];
            assertThat(step.learningRate()).isCloseTo(before, within(1e-12));
          }
        };
    ReduceOnPlateau reduce = plateau(name);
    try (PixelNetwork network = network();
        Training training = training(network, reduce, notes)) {
      training.schedule(Schedule.constant(1)).fit(9);
      Map<String, String> saved = reduce.save();
      plateau(name).restore(saved); // takes what it wrote
      reduce.restore(saved);
      training.fit(VALUES.length - 9);
    }
    assertThat(rates.stream().mapToDouble(r -> r).toArray())
        .containsExactly(expected, within(1e-12));
  }

  /** Before its epoch a part stays to the bit, statistics as well; from then on it learns. */
  @Test
  void aPartLearnsFromItsEpochOn() {
    Freezing part = Freezing.of("*").withStatistics();
    List<double[]> weights = new ArrayList<>();
    List<Double> statistics = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    TrainingListener notes =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            norms.add(step.gradientNorm());
          }

          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            weights.add(training.network().parameters().toDoubleVector());
            statistics.add(training.network().runningStatistics().getDouble(0));
          }
        };
    try (PixelNetwork network = network();
        Training training = training(network, new Unfreezing(part, 3), notes)) {
      double[] before = network.parameters().toDoubleVector();
      training
          .optimizer(ParameterGroups.of(Sgd.nesterov(0.9).weightDecay(0.1)).freeze(part))
          .fit(3);
      assertThat(weights.get(0)).isEqualTo(before);
      assertThat(weights.get(1)).isEqualTo(before);
      assertThat(weights.get(2)).isNotEqualTo(before);
      assertThat(statistics.get(0)).isZero();
      assertThat(statistics.get(1)).isZero();
      assertThat(statistics.get(2)).isPositive();
      assertThat(norms.subList(0, 6)).containsOnly(0.0);
      assertThat(norms.subList(6, 9)).allMatch(norm -> norm > 0);
    }
  }

  @Test
  void whatIsAskedForIsInTheHistory() {
    try (PixelNetwork network = network();
        Training training =
            training(network, EarlyStopping.on(Metrics.f1(), 5))
                .metrics(Metrics.topK(2), Metrics.calibrationError(), Metrics.accuracy())) {
      History.Epoch last = training.fit(2).last();
      assertThat(last.metrics())
          .containsOnlyKeys("top-2 accuracy", "calibration error", "accuracy", "macro f1");
      assertThat(last.metrics().get("accuracy")).isEqualTo(last.test().accuracy());
      assertThat(last.metrics().get("top-2 accuracy")).isBetween(last.test().accuracy(), 1.0);
    }
  }

  /** A metric of a user that looks at outputs: the mean margin of the right class. */
  private static final class Margin implements Metric {
    @Override
    public String name() {
      return "margin";
    }

    @Override
    public Accumulation open(int classes) {
      return new Accumulation() {
        private double sum;

        @Override
        public void add(INDArray output, int[] labels) {
          for (int n = 0; n < labels.length; n++) {
            double own = output.getDouble(n, labels[n]);
            output.putScalar(n, labels[n], Double.NEGATIVE_INFINITY);
            sum += own - output.getRow(n).maxNumber().doubleValue();
            output.putScalar(n, labels[n], own);
          }
        }

        @Override
        public double value(Evaluation evaluation) {
          return sum / evaluation.images();
        }
      };
    }
  }

  @Test
  void anOwnMetricDecides() {
    try (PixelNetwork network = network();
        Training training = training(network, EarlyStopping.on(new Margin(), 3))) {
      training.schedule(Schedule.constant(1)).fit(5);
      List<Double> margins =
          training.history().epochs().stream().map(e -> e.metrics().get("margin")).toList();
      assertThat(margins).hasSize(5).isSorted();
      assertThat(margins.get(4)).isPositive();
      assertThat(training.history().last().test().accuracy()).isEqualTo(1);
    }
  }

  /** As text, too: what a log of lines shows. */
  @Test
  void anEpochSaysItsMetrics() {
    try (PixelNetwork network = network();
        Training training = training(network).metrics(scripted(true, 0.25))) {
      assertThat(training.fit(1).last().toString()).endsWith("on 12 images, scripted 0.2500");
    }
  }

  @Test
  void metricsNeedTestImages() {
    try (PixelNetwork network = network();
        Training training =
            Training.of(network).data(data()).listen(EarlyStopping.on(Metrics.accuracy(), 1))) {
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "accuracy is measured on test images, but there are none: call data(train, test)");
    }
  }

  /** Before the first step, not after an epoch. */
  @Test
  void metricsOfAnotherKindAreRefused() {
    try (PixelNetwork network = network()) {
      double[] before = network.parameters().toDoubleVector();
      try (Training training = training(network).metrics(Metrics.meanIntersectionOverUnion())) {
        assertThatThrownBy(() -> training.fit(1))
            .hasMessage(
                "mean IoU is for label maps: images with one label have precision, recall and f1");
      }
      try (Training training = training(network, EarlyStopping.on(Metrics.f1(7), 1))) {
        assertThatThrownBy(() -> training.fit(1))
            .hasMessage("there is no class 7: the network has 3, from 0 on");
      }
      assertThat(network.parameters().toDoubleVector()).isEqualTo(before);
    }
    for (Metric metric : List.of(Metrics.topK(2), Metrics.calibrationError())) {
      assertThatThrownBy(() -> metric.check(3, true))
          .hasMessage(
              metric.name()
                  + " is for images with one label, but these have label maps: leave it out");
    }
  }

  @Test
  void badValuesAreRefused() {
    Metric metric = Metrics.accuracy();
    assertThatThrownBy(() -> EarlyStopping.on(metric, 0))
        .hasMessage("patience is at least 1 epoch, got 0");
    assertThatThrownBy(() -> EarlyStopping.on(metric, 1).minDelta(-1))
        .hasMessage("an improvement must be at least 0, got -1.0");
    assertThatThrownBy(() -> KeepEpochs.last(directory, 0))
        .hasMessage("keep at least 1 epoch, not 0");
    assertThatThrownBy(() -> ReduceOnPlateau.on(metric, -1))
        .hasMessage("patience and cooldown are at least 0 epochs, got -1 and 0");
    assertThatThrownBy(() -> ReduceOnPlateau.on(metric, 1).factor(1))
        .hasMessage("the rate is multiplied by a factor in (0, 1), got 1.0");
    assertThatThrownBy(() -> ReduceOnPlateau.on(metric, 1).atLeast(0))
        .hasMessage("the least part of the rate must be in (0, 1), got 0.0");
  }
}
