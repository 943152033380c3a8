package dev.skipjack.examples;

import dev.skipjack.app.Positive;
import dev.skipjack.app.Range;
import dev.skipjack.examples.detection.Box;
import dev.skipjack.examples.detection.BrightRegions;
import dev.skipjack.examples.detection.ComposedScenes;
import dev.skipjack.examples.detection.Detection;
import dev.skipjack.examples.detection.ItemDetection;
import dev.skipjack.examples.detection.LabelledBox;
import dev.skipjack.examples.networks.detection.ItemDetectorNetwork;
import dev.skipjack.examples.networks.detection.ItemDetectorTraining;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.random.RandomStream;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "detect",
    description =
        "Trains a small detector on composed scenes: Fashion-MNIST's items on a noisy background.",
    mixinStandardHelpOptions = true)
final class DetectCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      description =
          "directory of the complete Fashion-MNIST; without it, the embedded part is used")
  private Path data;

  @Range(from = 1, to = 100_000)
  @Option(
      names = "--scenes",
      defaultValue = "4096",
      description = "to train on; an eighth as many to test on (default: ${DEFAULT-VALUE})")
  private int scenes;

  @Range(from = 1, to = 100_000)
  @Option(names = "--epochs", defaultValue = "6", description = "default: ${DEFAULT-VALUE}")
  private int epochs;

  @Range(from = 1, to = 65_536)
  @Option(
      names = "--batch",
      defaultValue = "16",
      description = "scenes (default: ${DEFAULT-VALUE})")
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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (scenes < batch) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "%d scenes are no batch of %d: take more --scenes or a smaller --batch",
              scenes,
              batch));
    }
    PrintStream out = System.out;
    ImageSet trainItems = ExampleData.FASHION_MNIST.train(data);
    ImageSet testItems = ExampleData.FASHION_MNIST.test(data);
    int classes = trainItems.classes();
    RandomStream random = RandomStream.of(seed);
    RandomStream orders = random.split(0);
    try (ItemDetectorTraining network = ItemDetectorNetwork.forTraining(seed);
        ItemDetection detection = new ItemDetection(network, batch, classes);
        Optimizer.State optimizer =
            Sgd.nesterov(0.9)
                .weightDecay(1e-4)
                .open(network.trainableLength(), network.dataType())) {
      int size = network.inputHeight();
      ComposedScenes train = new ComposedScenes(trainItems, size, scenes, random.bits(0));
      ComposedScenes test =
          new ComposedScenes(testItems, size, Math.max(1, scenes / 8), random.bits(1));
      out.printf(
          Locale.ROOT,
          "%s on composed scenes of %dx%d: %,d of items of %s, %,d of %s to test on%n",
          network.name(),
          size,
          size,
          train.size(),
          trainItems.name(),
          test.size(),
          testItems.name());
      say(out, "a centred box", test, centred(train, test.size(), classes), classes);
      List<List<Detection>> bright =
          IntStream.range(0, test.size())
              .mapToObj(scene -> BrightRegions.detect(test, scene, classes))
              .toList();
      say(out, "bright regions, every class", test, bright, classes);
      say(out, "untrained", test, detection.detect(test), classes);
      Schedule schedule = Schedule.cosine(learningRate).warmUp(0.1);
      long stepsPerEpoch = Math.max(1, scenes / batch);
      double steps = (double) stepsPerEpoch * epochs;
      for (int epoch = 0; epoch < epochs; epoch++) {
        long done = epoch * stepsPerEpoch;
        long begin = System.nanoTime();
        double loss =
            detection.epoch(
                train, orders.bits(epoch), optimizer, step -> schedule.at((done + step) / steps));
        double seconds = (System.nanoTime() - begin) / 1e9;
        String what =
            String.format(Locale.ROOT, "epoch %d  %.1f s  loss %.4f", epoch + 1, seconds, loss);
        say(out, what, test, detection.detect(test), classes);
      }
    }
    return 0;
  }

  private static void say(
      PrintStream out,
      String what,
      ComposedScenes scenes,
      List<List<Detection>> detections,
      int classes) {
    out.printf(
        Locale.ROOT,
        "%-30s  mean AP at IoU 0.5: %5.2f %%, of boxes alone %5.2f %%%n",
        what,
        100 * ItemDetection.precision(scenes, detections, classes).mean(),
        100 * ItemDetection.precisionOfBoxes(scenes, detections).mean());
  }

  /** For each class the box of average size in the middle of every scene. */
  private static List<List<Detection>> centred(ComposedScenes train, int count, int classes) {
    double[] numbers = new double[classes];
    double[] widths = new double[classes];
    double[] heights = new double[classes];
    for (int scene = 0; scene < train.size(); scene++) {
      for (LabelledBox thing : train.truth(scene)) {
        numbers[thing.label()]++;
        widths[thing.label()] += thing.box().width();
        heights[thing.label()] += thing.box().height();
      }
    }
    double middle = train.side() / 2.0;
    List<Detection> everywhere = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      double across = widths[label] / numbers[label] / 2;
      double down = heights[label] / numbers[label] / 2;
      Box box = new Box(middle - across, middle - down, middle + across, middle + down);
      everywhere.add(new Detection(box, label, 1));
    }
    return Collections.nCopies(count, everywhere);
  }
}
