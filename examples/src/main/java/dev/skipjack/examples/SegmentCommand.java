package dev.skipjack.examples;

import static dev.skipjack.runtime.data.Augmentation.flip;

import dev.skipjack.examples.networks.LandWaterUNetNetwork;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Dice;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.Loss;
import dev.skipjack.runtime.train.PixelCrossEntropy;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.SegmentationEvaluation;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "segment",
    description =
        "Trains a small U-Net to tell land from water on one half of the Earth, tests it on the other.",
    mixinStandardHelpOptions = true)
final class SegmentCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      description = "directory with earth-day.jpg and earth-water.png, see docs/data.md")
  private Path data;

  @Option(names = "--epochs", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
  private int epochs;

  @Option(
      names = "--crops",
      defaultValue = "1024",
      description = "random crops to train on (default: ${DEFAULT-VALUE})")
  private int crops;

  @Option(
      names = "--crop-size",
      defaultValue = "64",
      description = "pixels, a multiple of 8 (default: ${DEFAULT-VALUE})")
  private int cropSize;

  @Option(names = "--batch", defaultValue = "16", description = "crops (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.05",
      description = "default: ${DEFAULT-VALUE}")
  private double learningRate;

  @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--dice", description = "soft Dice loss instead of cross-entropy")
  private boolean dice;

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    EarthPicture earth = new EarthPicture(data);
    ImageSet west = earth.train();
    ImageSet east = earth.test();
    Batches train =
        west.crops(crops, cropSize, cropSize, seed)
            .normalize(west.mean(), west.standardDeviation())
            .augment(flip())
            .shuffle(seed)
            .batch(batch);
    Batches test = east.normalize(west.mean(), west.standardDeviation()).batch(1);
    Loss loss = dice ? new Dice(ImageSet.IGNORED, 1) : new PixelCrossEntropy(ImageSet.IGNORED);
    try (TrainingNetwork network = LandWaterUNetNetwork.forTraining(seed)) {
      out.printf(
          Locale.ROOT,
          "%s on %s: %,d crops of %dx%d; tested on %s, %dx%d%n",
          network.name(),
          west.name(),
          crops,
          cropSize,
          cropSize,
          east.name(),
          east.height(),
          east.width());
      out.println("all water          " + ruled(east, pixel -> 1));
      out.println("blue above red     " + ruled(east, rgb -> (rgb & 255) > (rgb >> 16) ? 1 : 0));
      try (InferenceNetwork untrained = network.inference()) {
        out.println("untrained network  " + Evaluator.evaluate(untrained, test, loss));
      }
      Training.of(network)
          .data(train, test)
          .loss(loss)
          .optimizer(Sgd.nesterov(0.9).weightDecay(1e-4))
          .schedule(Schedule.cosine(learningRate).warmUp(0.1))
          .progress(Progress.automatic(out))
          .run(epochs);
    }
    return 0;
  }

  /** How well a rule does that looks at the colour of a pixel, {@code 0xRRGGBB}, alone. */
  private static String ruled(ImageSet set, IntUnaryOperator labelOf) {
    int plane = set.height() * set.width();
    byte[] pixels = set.pixels(0);
    byte[] labelMap = set.labels(0);
    int[] labels = new int[plane];
    float[] logits = new float[2 * plane];
    for (int i = 0; i < plane; i++) {
      int red = Byte.toUnsignedInt(pixels[i]);
      int green = Byte.toUnsignedInt(pixels[plane + i]);
      int blue = Byte.toUnsignedInt(pixels[2 * plane + i]);
      labels[i] = Byte.toUnsignedInt(labelMap[i]);
      logits[labelOf.applyAsInt(red << 16 | green << 8 | blue) * plane + i] = 1;
    }
    SegmentationEvaluation evaluation = new SegmentationEvaluation(2, ImageSet.IGNORED);
    try (INDArray output = Nd4j.createFromArray(logits).reshape(1, 2, set.height(), set.width())) {
      evaluation.add(output, labels, Double.NaN);
    }
    return String.format(
        Locale.ROOT,
        "pixel accuracy %.2f %%, mean IoU %.2f %%",
        100 * evaluation.accuracy(),
        100 * evaluation.meanIntersectionOverUnion());
  }
}
