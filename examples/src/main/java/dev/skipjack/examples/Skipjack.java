package dev.skipjack.examples;

import dev.skipjack.examples.story.Experiment;
import dev.skipjack.runtime.train.DivergedException;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the examples. */
@Command(
    name = "skipjack",
    description = "Neural networks that javac checks.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SegmentCommand.class,
      DetectCommand.class,
      SummaryCommand.class,
      StoryCommand.class,
      DoctorCommand.class
    })
public final class Skipjack {
  /** Of a mistake that the user can mend, as of picocli's own. */
  private static final int USER_ERROR = 2;

  private Skipjack() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Skipjack())
        .registerConverter(ExampleNetwork.class, name -> byTitle(ExampleNetwork.values(), name))
        .registerConverter(ExampleData.class, name -> byTitle(ExampleData.values(), name))
        .registerConverter(Experiment.class, name -> byTitle(Experiment.values(), name))
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> {
              if (exception instanceof IOException
                  || exception instanceof IllegalArgumentException
                  || exception instanceof DivergedException) {
                commandLine.getErr().println(exception.getMessage());
                return USER_ERROR;
              }
              throw exception;
            });
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
