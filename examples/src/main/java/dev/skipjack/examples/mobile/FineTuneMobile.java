package dev.skipjack.examples.mobile;

import static dev.skipjack.runtime.data.Augmentation.flip;
import static dev.skipjack.runtime.data.Augmentation.shift;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Cifar10;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.weights.Partial;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;

/** Fine-tunes MobileNetV2, as {@link SegmenterWeights} wrote it, on CIFAR-10. */
public final class FineTuneMobile {
  /** From -1 to 1. */
  private static final double[] HALF = {0.5, 0.5, 0.5};

  private FineTuneMobile() {}

  /**
   * @param arguments the weights; the directory of CIFAR-10; the file to write; epochs
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String... arguments) throws IOException {
    Path data = Path.of(arguments[1]);
    ImageSet images = Cifar10.train(data);
    Batches train = images.normalize(HALF, HALF).augment(flip(), shift(4)).shuffle(1).batch(64);
    Batches test = Cifar10.test(data).normalize(HALF, HALF).batch(64);
    try (TrainingNetwork network = MobileClassifierNetwork.forTraining(1);
        Training training = Training.of(network)) {
      System.out.println(
          Weights.load(
              network,
              Path.of(arguments[0]),
              Partial.allow(Partial.missing("classifier.*"), Partial.unexpected())));
      training
          .data(train, test)
          .optimizer(Adam.adamW().weightDecay(1e-2))
          .schedule(Schedule.cosine(5e-4).warmUp(0.1))
          .listen(Progress.automatic(System.out))
          .fit(Integer.parseInt(arguments[3]));
      Weights.save(network, Path.of(arguments[2]));
    }
  }
}
