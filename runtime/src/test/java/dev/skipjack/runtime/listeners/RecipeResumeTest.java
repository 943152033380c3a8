package dev.skipjack.runtime.listeners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.metrics.Metrics;
import dev.skipjack.runtime.optimize.ExponentialMovingAverage;
import dev.skipjack.runtime.optimize.Freezing;
import dev.skipjack.runtime.optimize.ParameterGroups;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.PixelNetwork;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Every option of a recipe at once, killed at any step and resumed: the same bytes. */
class RecipeResumeTest {
  private static final int EPOCHS = 6;
  private static final int BATCHES = 4;

  @TempDir private Path directory;

  private static ImageSet set() {
    byte[] pixels = new byte[15 * 4];
    byte[] labels = new byte[15];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 3);
    }
    return new ImageSet("noise", 1, 2, 2, pixels, labels, List.of("a", "b", "c"));
  }

  /** What is left at the end. */
  private record Outcome(
      double[] weights, double[] average, List<Map<String, String>> listeners, byte[] best) {}

  /** A program, run anew after it was killed. */
  private final class Program {
    private final Path files;
    private final DataType type;
    private final EarlyStopping stopping = EarlyStopping.on(Metrics.loss(), 50).minDelta(0.001);
    private final ReduceOnPlateau plateau = ReduceOnPlateau.on(Metrics.f1(), 0).factor(0.7);
    private final KeepBest best;
    private double[] average;

    Program(Path files, DataType type) {
      this.files = files;
      this.type = type;
      this.best = KeepBest.in(files.resolve("best.safetensors"), Metrics.calibrationError());
    }

    /**
     * @param killedIn the step after which it is killed, 0: in none
     */
    Outcome run(long killedIn) throws IOException {
      Freezing part = Freezing.of("wei*").withStatistics();
      TrainingListener killer =
          new TrainingListener() {
            @Override
            public void stepEnds(TrainingState training, TrainingState.Step step) {
              if (step.number() == killedIn) {
                throw new IllegalStateException("killed");
              }
            }

            @Override
            public void ends(TrainingState training) {
              average = training.inference().parameters().toDoubleVector();
            }
          };
      try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 3, type, 1);
          Training training = Training.of(network)) {
        Batches train = set().shuffle(4).mixup(0.5).batch(4);
        training
            .data(train, set().batch(6))
            .optimizer(ParameterGroups.of(Adam.adamW()).learningRate("weight", 0.5).freeze(part))
            .schedule(Schedule.oneCycle(0.5))
            .plan(EPOCHS)
            .average(ExponentialMovingAverage.of(0.8).withWarmUp())
            .listen(new Unfreezing(part, 2), stopping, plateau, best, killer)
            .checkpoints(Checkpoints.in(files.resolve("checkpoints")).everySteps(1));
        if (Files.exists(files.resolve("checkpoints"))) {
          training.resume(files.resolve("checkpoints"));
        }
        training.fit(EPOCHS);
        return new Outcome(
            network.parameters().toDoubleVector(),
            average,
            List.of(stopping.save(), plateau.save(), best.save()),
            Files.readAllBytes(files.resolve("best.safetensors")));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void goesOnAsIfNothingHadHappened(DataType type) throws IOException {
    Outcome whole = new Program(directory.resolve("whole"), type).run(0);
    assertThat(whole.listeners().get(1).get("scale")).isNotEqualTo("1.0");
    for (int step = 2; step < EPOCHS * BATCHES; step += 5) {
      Path files = directory.resolve("killed in " + step);
      long killedIn = step;
      assertThatThrownBy(() -> new Program(files, type).run(killedIn)).hasMessage("killed");
      Outcome resumed = new Program(files, type).run(0);
      assertThat(resumed.weights()).as("step %d", step).isEqualTo(whole.weights());
      assertThat(resumed.average()).as("step %d", step).isEqualTo(whole.average());
      assertThat(resumed.listeners()).as("step %d", step).isEqualTo(whole.listeners());
      assertThat(resumed.best()).as("step %d", step).isEqualTo(whole.best());
    }
  }
}
