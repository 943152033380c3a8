package dev.skipjack.benchmarks.endurance;

import static dev.skipjack.runtime.data.Augmentation.flip;
import static dev.skipjack.runtime.data.Augmentation.shift;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.GradientClipping;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SplittableRandom;

/**
 * Trains on noise, with a checkpoint after each second step: {@code NoiseTraining EPOCHS DIRECTORY
 * WEIGHTS}. Goes on from the newest checkpoint if there is one, says each step, and at the end
 * writes the weights.
 */
final class NoiseTraining {
  static final int STEPS_PER_EPOCH = 16;

  private static final int BATCH = 16;
  private static final int SIZE = 16;

  private NoiseTraining() {}

  static Batches data() {
    int images = STEPS_PER_EPOCH * BATCH;
    byte[] pixels = new byte[images * 3 * SIZE * SIZE];
    byte[] labels = new byte[images];
    SplittableRandom random = new SplittableRandom(1);
    random.nextBytes(pixels);
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) random.nextInt(10);
    }
    return new ImageSet("noise", 3, SIZE, SIZE, pixels, labels, Collections.nCopies(10, "noise"))
        .augment(flip(), shift(2))
        .shuffle(1)
        .batch(BATCH);
  }

  static Training training(TrainingNetwork network) {
    Batches data = data();
    return Training.of(network)
        .data(data, data)
        .optimizer(Adam.adamW())
        .schedule(Schedule.cosine(0.002).warmUp(0.1))
        .clip(GradientClipping.byGlobalNorm(1))
        .microBatches(2);
  }

  public static void main(String[] arguments) throws IOException {
    int epochs = Integer.parseInt(arguments[0]);
    Path directory = Path.of(arguments[1]);
    TrainingListener says =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            System.out.println("step " + step.number());
            System.out.flush();
          }
        };
    try (TrainingNetwork network = EnduringNetwork.forTraining(1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(directory).everySteps(2)).listen(says);
      if (Files.exists(directory)) {
        System.out.println(training.resume(directory));
      }
      training.fit(epochs);
      Weights.save(network, Path.of(arguments[2]));
    }
  }
}
