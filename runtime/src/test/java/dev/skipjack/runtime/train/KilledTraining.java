package dev.skipjack.runtime.train;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A program that trains, writes a checkpoint after each second step, and goes on from the newest:
 * {@code KilledTraining DIRECTORY}. It says when it begins a step, and at the end the weights'
 * bits.
 */
final class KilledTraining {
  static final int STEPS = 6 * 20;

  private KilledTraining() {}

  private static Batches data() {
    byte[] pixels = new byte[20 * 8 * 4];
    byte[] labels = new byte[20 * 8];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 3);
    }
    Augmentation slow =
        (image, result, channels, height, width, chance) -> {
          System.arraycopy(image, 0, result, 0, image.length);
          result[0] += chance.nextDouble();
          try {
            Thread.sleep(0, 300_000); // there is time to be killed in
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    return new ImageSet("noise", 1, 2, 2, pixels, labels, List.of("a", "b", "c"))
        .augment(slow)
        .shuffle(5)
        .batch(8);
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    TrainingListener says =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            say("step " + step.number());
          }

          @Override
          public void ends(TrainingState training) {
            say("ends " + training.stopped().orElse("as asked"));
          }
        };
    try (PixelNetwork network =
            new PixelNetwork(ParameterRole.TRAINABLE, 3, DataType.FLOAT, 1, 0.2);
        Training training = Training.of(network)) {
      training
          .data(data(), data())
          .optimizer(Adam.adamW())
          .schedule(Schedule.cosine(0.05))
          .microBatches(3)
          .checkpoints(Checkpoints.in(directory).everySteps(2).keepLast(3))
          .listen(says);
      // whoever was killed in the first checkpoint left none
      if (!new CheckpointDirectory(directory).newerThan(-1).isEmpty()) {
        say(training.resume(directory).toString());
      }
      History history = training.fit(6);
      StringBuilder bits = new StringBuilder("weights");
      for (float weight : network.parameters().toFloatVector()) {
        bits.append(' ').append(Integer.toHexString(Float.floatToRawIntBits(weight)));
      }
      say(bits.toString());
      say("losses " + history.epochs().stream().map(History.Epoch::loss).toList());
    }
    say("over");
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }
}
