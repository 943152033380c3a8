package dev.skipjack.examples;

import static dev.skipjack.runtime.data.Augmentation.flip;

import dev.skipjack.app.Positive;
import dev.skipjack.app.Range;
import dev.skipjack.examples.networks.segmentation.LandWaterUNetNetwork;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Dice;
import dev.skipjack.runtime.train.Evaluation;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "segment",
    description =
        "Trains a small U-Net to tell land from water in the west of the Earth, tests it in the east.",
    mixinStandardHelpOptions = true)
final class SegmentCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      description = "directory with the picture and earth-water.png, see docs/data.md")
  private Path data;

  @Option(
      names = "--picture",
      defaultValue = "earth-night.jpg",
      description = "file in that directory, of the whole Earth (default: ${DEFAULT-VALUE})")
  private String picture;

  @Range(from = 1, to = 100_000)
  @Option(names = "--epochs", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
  private int epochs;

  @Range(from = 1, to = 1_000_000)
  @Option(
      names = "--crops",
      defaultValue = "1024",
      description = "random crops to train on (default: ${DEFAULT-VALUE})")
  private int crops;

  @Range(from = 8, to = 800, multipleOf = 8)
  @Option(
      names = "--crop-size",
      defaultValue = "64",
      description = "pixels, a multiple of 8 (default: ${DEFAULT-VALUE})")
  private int cropSize;

  @Range(from = 1, to = 65_536)
  @Option(names = "--batch", defaultValue = "16", description = "crops (default: ${DEFAULT-VALUE})")
  private int batch;

  @Positive
  @Option(
      names = "--learning-rate",
      defaultValue = "0.05",
      description = "default: ${DEFAULT-VALUE}")
  private double learningRate;

  @Range(from = Long.MIN_VALUE, to = Long.MAX_VALUE)
  @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--dice", description = "soft Dice loss instead of cross-entropy")
  private boolean dice;

  @Option(
      names = "--sea-ice",
      description = "the Arctic counts too, whose ice is white as Antarctica's and labelled water")
  private boolean seaIce;

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    EarthPicture earth = new EarthPicture(data, picture, seaIce);
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
      ColourRule best = ColourRule.bestOn(west);
      say(out, "all water", ColourRule.ALL_WATER.evaluate(east));
      say(out, "blue above red", ColourRule.BLUE_ABOVE_RED.evaluate(east));
      say(out, "colour alone, " + best, best.evaluate(east));
      try (InferenceNetwork untrained = network.inference()) {
        Evaluation evaluation = Evaluator.evaluate(untrained, test, loss);
        say(out, "untrained", (SegmentationEvaluation) evaluation);
      }
      try (Training training = Training.of(network)) {
        training
            .data(train, test)
            .loss(loss)
            .optimizer(Sgd.nesterov(0.9).weightDecay(1e-4))
            .schedule(Schedule.cosine(learningRate).warmUp(0.1))
            .listen(Progress.automatic(out))
            .fit(epochs);
      }
    }
    return 0;
  }

  private static void say(PrintStream out, String what, SegmentationEvaluation evaluation) {
    out.printf(
        Locale.ROOT,
        "%-40s  pixel accuracy %.2f %%, mean IoU %.2f %%%n",
        what,
        100 * evaluation.accuracy(),
        100 * evaluation.meanIntersectionOverUnion());
  }
}
