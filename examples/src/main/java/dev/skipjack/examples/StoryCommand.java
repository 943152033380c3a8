package dev.skipjack.examples;

import dev.skipjack.app.Range;
import dev.skipjack.examples.story.Experiment;
import dev.skipjack.examples.story.Setting;
import dev.skipjack.runtime.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "story",
    description = "Runs an experiment of docs/story.md and prints its table.",
    mixinStandardHelpOptions = true)
final class StoryCommand implements Callable<Integer> {
  private static final int CHANNELS = 3;
  private static final int SIZE = 32;

  @Parameters(paramLabel = "EXPERIMENT", description = "${COMPLETION-CANDIDATES}")
  private Experiment experiment;

  @Option(
      names = "--set",
      defaultValue = "fashion-mnist",
      description = "data set: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private ExampleData set;

  @Option(
      names = "--data",
      description = "directory of the complete data set; without it, the embedded images are used")
  private Path data;

  @Range(from = 1, to = 10_000_000)
  @Option(names = "--images", description = "train on the first IMAGES only (default: all)")
  private Integer images;

  @Range(from = 1, to = 10_000_000)
  @Option(names = "--test-images", description = "test on the first IMAGES only (default: all)")
  private Integer testImages;

  @Range(from = 1, to = 100_000)
  @Option(names = "--epochs", description = "default: those of docs/story.md")
  private Integer epochs;

  @Range(from = Long.MIN_VALUE, to = Long.MAX_VALUE)
  @Option(
      names = "--seeds",
      split = ",",
      defaultValue = "1,2",
      description = "a training each (default: ${DEFAULT-VALUE})")
  private List<Long> seeds;

  @Option(names = "--only", description = "a row of the table alone; may be given several times")
  private List<String> only = List.of();

  @Override
  public Integer call() throws IOException {
    ImageSet train = first(set.train(data), images);
    ImageSet test = first(set.test(data), testImages);
    int passes = epochs == null ? experiment.epochs() : epochs;
    System.out.printf(
        Locale.ROOT,
        "%s on %s: %,d images, %,d for testing, %d epochs%n",
        experiment,
        train.name(),
        train.size(),
        test.size(),
        passes);
    experiment.run(
        new Setting(
            set.prepare(train, CHANNELS, SIZE, SIZE),
            set.prepare(test, CHANNELS, SIZE, SIZE),
            passes,
            seeds,
            only,
            System.out));
    return 0;
  }

  private static ImageSet first(ImageSet all, Integer count) {
    return count == null ? all : all.take(count);
  }
}
