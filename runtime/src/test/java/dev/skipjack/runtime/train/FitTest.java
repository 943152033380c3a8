package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fits of one training are one training. */
class FitTest {
  private static final int EPOCHS = 6;
  private static final int BATCHES = 5;

  /** Noise, shuffled anew in each epoch: an order that began afresh would show. */
  private static Batches data() {
    byte[] pixels = new byte[20 * 4];
    byte[] labels = new byte[20];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 3);
    }
    return new ImageSet("noise", 1, 2, 2, pixels, labels, List.of("a", "b", "c"))
        .shuffle(9)
        .batch(4);
  }

  /** What is left of a training. */
  private record Outcome(double[] weights, List<History.Epoch> epochs, List<Double> rates) {}

  /** Notes the rates, and stops after some steps. */
  private static final class Watch implements TrainingListener {
    private final List<Double> rates = new ArrayList<>();
    private final List<Long> stopAfter;

    Watch(Long... stopAfter) {
      this.stopAfter = List.of(stopAfter);
    }

    @Override
    public void stepEnds(TrainingState training, TrainingState.Step step) {
      rates.add(step.learningRate());
      if (stopAfter.contains(step.number())) {
        training.stop("for a test");
      }
    }
  }

  private static Outcome outcome(
      Optimizer optimizer, Watch watch, BiConsumer<Training, Watch> fit) {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training
          .data(data(), data())
          .optimizer(optimizer)
          .schedule(Schedule.cosine(0.3).warmUp(0.2))
          .listen(watch);
      fit.accept(training, watch);
      return new Outcome(
          network.parameters().toDoubleVector(), training.history().epochs(), watch.rates);
    }
  }

  private static void checkSame(Outcome actual, Outcome expected) {
    assertThat(actual.weights()).isEqualTo(expected.weights());
    assertThat(actual.rates()).isEqualTo(expected.rates());
    assertThat(actual.epochs()).hasSameSizeAs(expected.epochs());
    for (int i = 0; i < actual.epochs().size(); i++) {
      History.Epoch one = actual.epochs().get(i);
      History.Epoch other = expected.epochs().get(i);
      assertThat(one.number()).isEqualTo(i + 1);
      assertThat(one.loss()).isEqualTo(other.loss());
      assertThat(one.accuracy()).isEqualTo(other.accuracy());
      assertThat(one.test().loss()).isEqualTo(other.test().loss());
      assertThat(one.images()).isEqualTo(other.images());
    }
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(Sgd.nesterov(0.9).weightDecay(1e-3), Adam.adamW());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void partsOfAPlanAreTheWhole(Optimizer optimizer) {
    Outcome whole = outcome(optimizer, new Watch(), (training, watch) -> training.fit(EPOCHS));
    assertThat(whole.rates()).hasSize(EPOCHS * BATCHES).doesNotHaveDuplicates();
    Outcome parts =
        outcome(
            optimizer,
            new Watch(),
            (training, watch) -> {
              assertThat(training.plan(EPOCHS).fit(2).epochs()).hasSize(2);
              training.fit(1);
              assertThat(training.fit(3).epochs()).hasSize(EPOCHS);
            });
    checkSame(parts, whole);
  }

  /** In the middle of an epoch, at its last step, and twice in one. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void aStoppedFitGoesOnInTheMiddleOfItsEpoch(Optimizer optimizer) {
    Outcome whole = outcome(optimizer, new Watch(), (training, watch) -> training.fit(EPOCHS));
    Outcome stopped =
        outcome(
            optimizer,
            new Watch(8L, 9L, 15L),
            (training, watch) -> {
              training.plan(EPOCHS);
              assertThat(training.fit(EPOCHS).epochs()).hasSize(1);
              assertThat(training.fit(EPOCHS - 1).epochs()).hasSize(1);
              assertThat(training.fit(EPOCHS - 1).epochs()).hasSize(3);
              training.fit(EPOCHS - 3);
            });
    checkSame(stopped, whole);
  }

  @Test
  void nothingIsSetInTheMiddleOfAnEpoch() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training.data(data()).listen(new Watch(3L)).fit(2);
      assertThatThrownBy(() -> training.data(data()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("an epoch was stopped in its middle: call data(...) when it is over");
      assertThatThrownBy(() -> training.optimizer(Sgd.plain())).hasMessageContaining("optimizer(");
      training.fit(1);
      training.data(data()).optimizer(Sgd.plain()).fit(1);
      assertThat(training.history().epochs()).hasSize(2);
    }
  }

  @Test
  void aScheduleThatIsOverSaysSo() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training.data(data()).fit(2);
      double[] weights = network.parameters().toDoubleVector();
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the schedule is over after epoch 2, and this fit would train until epoch 3: call plan(3) before the first fit, or schedule(...) before this one to begin another");
      assertThat(network.parameters().toDoubleVector()).isEqualTo(weights);
      assertThatThrownBy(() -> training.plan(3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("the schedule is under way and cannot be stretched");
    }
  }

  /** The second begins at its first rate, the epochs go on. */
  @Test
  void anotherScheduleBeginsWithTheNextFit() {
    Watch watch = new Watch();
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training.data(data()).schedule(Schedule.steps(0.5, 0.5)).listen(watch).fit(2);
      History history = training.schedule(Schedule.steps(0.2, 0.5)).plan(4).fit(3);
      assertThat(history.last().number()).isEqualTo(5);
    }
    assertThat(watch.rates.subList(0, 5)).containsOnly(0.5);
    assertThat(watch.rates.subList(10, 20)).containsOnly(0.2);
    assertThat(watch.rates.subList(20, 25)).containsOnly(0.2 * 0.1);
  }

  @Test
  void aScheduleWithoutAnEndGoesOn() {
    Watch watch = new Watch();
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training.data(data()).schedule(Schedule.constant(0.5).warmUp(0.5)).listen(watch);
      training.fit(1);
      assertThat(training.fit(1).epochs()).hasSize(2);
    }
    assertThat(watch.rates.subList(3, 10)).containsOnly(0.5);
  }

  @Test
  void aListenerScalesTheRate() {
    Watch watch = new Watch();
    TrainingListener halves =
        new TrainingListener() {
          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            training.scaleLearningRate(training.learningRateScale() / 2);
          }
        };
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training.data(data()).schedule(Schedule.constant(0.5)).listen(watch, halves).fit(2);
    }
    assertThat(watch.rates.subList(0, 5)).containsOnly(0.5);
    assertThat(watch.rates.subList(5, 10)).containsOnly(0.25);
  }

  /** Each of two listeners learns of the error of the other. */
  @Test
  void anErrorOfAListenerEndsTheTrainingAndTheEpochBeginsAnew() {
    List<String> told = new ArrayList<>();
    TrainingListener broken =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            if (step.number() == 7) {
              throw new IllegalStateException("broken pen");
            }
          }

          @Override
          public void failed(TrainingState training, Throwable reason) {
            throw new IllegalStateException("and ink");
          }
        };
    TrainingListener other =
        new TrainingListener() {
          @Override
          public void failed(TrainingState training, Throwable reason) {
            told.add(reason.getMessage());
          }

          @Override
          public void epochBegins(TrainingState training, int epoch) {
            told.add("epoch " + epoch + ", seen " + training.seen().images());
          }
        };
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      training.data(data()).plan(3).listen(broken, other);
      assertThatThrownBy(() -> training.fit(2))
          .hasMessage("broken pen")
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("and ink"));
      assertThat(training.fit(1).last().number()).isEqualTo(2);
    }
    assertThat(told)
        .containsExactly("epoch 1, seen 0", "epoch 2, seen 0", "broken pen", "epoch 2, seen 0");
  }

  @Test
  void aClosedTrainingSaysSo() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1)) {
      Training training = Training.of(network).data(data());
      training.close();
      training.close();
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this training of Pixel is closed");
    }
  }
}
