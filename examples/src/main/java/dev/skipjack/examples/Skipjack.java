package dev.skipjack.examples;

import dev.skipjack.app.SkipjackApp;
import dev.skipjack.examples.story.Experiment;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine;

/** The command line of the examples: the networks of the story, and commands of their own. */
public final class Skipjack {
  private Skipjack() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return SkipjackApp.models(
            Arrays.stream(ExampleNetwork.values()).map(ExampleNetwork::model).toList())
        .named("skipjack")
        .preset(ExampleNetwork.DENSENET_BC_22.toString())
        .weightsIn(Path.of("target"))
        .data(ExampleDataOptions::new)
        .pictures(ExamplePictures::new)
        .command(new ServeCommand())
        .command(new SegmentCommand())
        .command(new DetectCommand())
        .command(new StoryCommand())
        .command(new SummaryCommand())
        .commandLine()
        .registerConverter(ExampleData.class, name -> byTitle(ExampleData.values(), name))
        .registerConverter(Experiment.class, name -> byTitle(Experiment.values(), name));
  }

  private static <E> E byTitle(E[] values, String title) {
    for (E value : values) {
      if (value.toString().equals(title)) {
        return value;
      }
    }
    throw new CommandLine.TypeConversionException(
        "'" + title + "' is none of " + Arrays.toString(values));
  }
}
