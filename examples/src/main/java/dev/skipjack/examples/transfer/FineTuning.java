package dev.skipjack.examples.transfer;

import static dev.skipjack.runtime.transforms.PictureTransform.horizontalFlip;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageFolder;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Split;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.weights.Partial;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;

/** Fine-tunes torchvision's ResNet-18 on a folder of pictures: first the head, then everything. */
public final class FineTuning {
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  private FineTuning() {}

  /**
   * @param arguments torchvision's weights; the folder of pictures, ten classes; the file to write;
   *     the epochs of the head; those of everything
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String... arguments) throws IOException {
    Path weights = Path.of(arguments[0]);
    Split pictures = ImageFolder.of(Path.of(arguments[1])).split(0.8, 0.1, 0.1, 1);
    Preparation preparation = Preparation.of(3, 64, 64).normalized(MEAN, DEVIATION);
    Batches train =
        Images.of(pictures.train(), preparation).transform(horizontalFlip()).shuffle(1).batch(32);
    Batches validation = Images.of(pictures.validation(), preparation).batch(32);

    try (TrainingNetwork head = HeadNetwork.forTraining(1);
        TrainingNetwork whole = WholeNetwork.forTraining(1)) {
      Partial body = Partial.allBut("fc.*");
      System.out.println(Weights.load(head, weights, body.renamed(FineTuning::name)));
      fit(head, train, validation, 1e-3, Integer.parseInt(arguments[3]));
      Weights.copy(head, whole);
      fit(whole, train, validation, 1e-4, Integer.parseInt(arguments[4]));
      Weights.save(whole, Path.of(arguments[2]));
    }
  }

  /** Of a tensor of torchvision's, here. */
  private static String name(String theirs) {
    return theirs.startsWith("fc.") ? theirs : "body." + theirs;
  }

  private static void fit(
      TrainingNetwork network, Batches train, Batches validation, double rate, int epochs) {
    try (Training training = Training.of(network)) {
      training
          .data(train, validation)
          .optimizer(Adam.adamW().weightDecay(1e-2))
          .schedule(Schedule.cosine(rate))
          .listen(Progress.automatic(System.out))
          .fit(epochs);
    }
  }
}
