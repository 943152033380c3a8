package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.optimize.ExponentialMovingAverage;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** A training that is killed and resumed ends with the bytes of one that was not. */
class ResumeTest {
  private static final int EPOCHS = 4;
  private static final int STEPS = EPOCHS * 5;

  @TempDir private Path directory;

  private static Batches data(long seed, int batch) {
    byte[] pixels = new byte[34 * 4];
    byte[] labels = new byte[34];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 3);
    }
    return new ImageSet("noise", 1, 2, 2, pixels, labels, List.of("a", "b", "c"))
        .augment(Augmentation.flip())
        .shuffle(seed)
        .batch(batch);
  }

  /** What a program sets. */
  private record Recipe(
      String provider, DataType type, Optimizer optimizer, Consumer<Training> settings) {
    @Override
    public String toString() {
      return provider + " " + type + " " + optimizer;
    }
  }

  static Stream<Recipe> recipes() {
    Consumer<Training> plain = training -> {};
    Consumer<Training> much =
        training ->
            training
                .microBatches(3)
                .clip(GradientClipping.byGlobalNorm(0.2))
                .labelSmoothing(0.1)
                .average(ExponentialMovingAverage.of(0.9).withWarmUp());
    return Stream.of(
        new Recipe("simd", DataType.FLOAT, Sgd.nesterov(0.9).weightDecay(1e-3), plain),
        new Recipe("simd", DataType.FLOAT, Adam.adamW(), much),
        new Recipe("nd4j", DataType.FLOAT, Sgd.momentum(0.9), much),
        new Recipe("nd4j", DataType.FLOAT, Adam.adam(), plain),
        new Recipe("nd4j", DataType.DOUBLE, Sgd.plain(), much),
        new Recipe("nd4j", DataType.DOUBLE, Adam.adamW(), much));
  }

  /** Kills the training from within. */
  private static final class Killer implements TrainingListener {
    private final long step;
    private final boolean atEpochsEnd;

    Killer(long step, boolean atEpochsEnd) {
      this.step = step;
      this.atEpochsEnd = atEpochsEnd;
    }

    @Override
    public void stepEnds(TrainingState training, TrainingState.Step taken) {
      if (!atEpochsEnd && taken.number() == step) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void epochEnds(TrainingState training, History.Epoch epoch) {
      if (atEpochsEnd && training.steps() >= step) {
        throw new IllegalStateException("killed");
      }
    }
  }

  /** Counts what it is told, and says how it goes on. */
  private static final class Counter implements TrainingListener {
    private int steps;
    private final List<Integer> epochs = new ArrayList<>();

    @Override
    public void stepEnds(TrainingState training, TrainingState.Step taken) {
      steps++;
      assertThat(taken.number()).isEqualTo(steps);
    }

    @Override
    public void epochEnds(TrainingState training, History.Epoch epoch) {
      epochs.add(epoch.number());
    }

    @Override
    public Map<String, String> save() {
      return Map.of("steps", String.valueOf(steps));
    }

    @Override
    public void restore(Map<String, String> saved) {
      steps = Integer.parseInt(saved.get("steps"));
    }
  }

  /** What is left of a training, to the bit. */
  private record Outcome(
      double[] weights, double[] statistics, double[] predicting, List<List<Object>> epochs) {
    static Outcome of(PixelNetwork network, Training training, double[] predicting) {
      return new Outcome(
          network.parameters().dup().data().asDouble(),
          network.runningStatistics().dup().data().asDouble(),
          predicting,
          training.history().epochs().stream()
              .map(
                  e ->
                      List.<Object>of(
                          e.number(),
                          e.loss(),
                          e.accuracy(),
                          e.images(),
                          e.test().loss(),
                          e.test().toString(),
                          Arrays.deepToString(e.test().confusion()),
                          e.metrics()))
              .toList());
    }

    void isSameAs(Outcome other) {
      assertThat(weights).isEqualTo(other.weights);
      assertThat(statistics).isEqualTo(other.statistics);
      assertThat(predicting).isEqualTo(other.predicting);
      assertThat(epochs).isEqualTo(other.epochs);
    }
  }

  /** Runs the program: with checkpoints, from the newest if there is one. */
  private Outcome run(Recipe recipe, Checkpoints checkpoints, TrainingListener... listeners)
      throws IOException {
    String before = System.getProperty(Kernels.PROPERTY);
    System.setProperty(Kernels.PROPERTY, recipe.provider());
    double[][] predicting = new double[1][];
    TrainingListener look =
        new TrainingListener() {
          @Override
          public void ends(TrainingState training) {
            predicting[0] = training.inference().parameters().dup().data().asDouble();
          }
        };
    try (PixelNetwork network =
            new PixelNetwork(ParameterRole.TRAINABLE, 3, recipe.type(), 1, 0.2);
        Training training = Training.of(network)) {
      training
          .data(data(9, 7), data(1, 10))
          .optimizer(recipe.optimizer())
          .schedule(Schedule.cosine(0.2).warmUp(0.2))
          .listen(listeners)
          .listen(look);
      recipe.settings().accept(training);
      if (checkpoints != null) {
        training.checkpoints(checkpoints);
        if (Files.exists(checkpoints.directory())) {
          training.resume(checkpoints.directory());
        }
      }
      training.fit(EPOCHS);
      return Outcome.of(network, training, predicting[0]);
    } finally {
      if (before == null) {
        System.clearProperty(Kernels.PROPERTY);
      } else {
        System.setProperty(Kernels.PROPERTY, before);
      }
    }
  }

  /** At the first step, in the middle, at an epoch's last step, after it, and several times. */
  @ParameterizedTest
  @MethodSource("recipes")
  void whoIsKilledAnywhereEndsWithTheSameBytes(Recipe recipe) throws IOException {
    Assumptions.assumeTrue(
        Kernels.providers().stream()
            .anyMatch(
                p ->
                    p.name().equals(recipe.provider())
                        && p.unavailableReason(recipe.type()).isEmpty()));
    Outcome whole = run(recipe, null, new Counter());
    for (int every : new int[] {1, 3}) {
      Path place = directory.resolve("every" + every);
      Checkpoints checkpoints = Checkpoints.in(place).everySteps(every).keepLast(2);
      long[] killed = {4, 5, 6, 8, 13, 15, 19};
      for (long step : killed) {
        assertThatThrownBy(
                () -> run(recipe, checkpoints, new Counter(), new Killer(step, step % 5 == 0)))
            .hasMessage("killed");
      }
      Counter counter = new Counter();
      run(recipe, checkpoints, counter, new Killer(STEPS + 1, false)).isSameAs(whole);
      assertThat(counter.steps).isEqualTo(STEPS);
      try (Stream<Path> files = Files.list(place)) {
        assertThat(files.map(file -> file.getFileName().toString()).sorted())
            .hasSize(3)
            .startsWith(".lock")
            .endsWith("step-000000020.safetensors");
      }
      Outcome again = run(recipe, checkpoints, new Counter(), new Killer(1, false)); // it is over
      assertThat(again.weights()).isEqualTo(whole.weights());
      assertThat(again.epochs()).isEqualTo(whole.epochs());
    }
  }
}
