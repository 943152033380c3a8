package dev.skipjack.examples;

import dev.skipjack.examples.story.Experiment;
import dev.skipjack.runtime.train.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line of the examples. */
@Command(
    name = "skipjack",
    description = "Neural networks that javac checks.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionLines.class,
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
    CommandLine line = new CommandLine(new Skipjack());
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new VersionLines()));
    return line.registerConverter(
            ExampleNetwork.class, name -> byTitle(ExampleNetwork.values(), name))
        .registerConverter(ExampleData.class, name -> byTitle(ExampleData.values(), name))
        .registerConverter(Experiment.class, name -> byTitle(Experiment.values(), name))
        .setExecutionStrategy(
            parsed -> {
              Ranges.check(parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler((mistake, arguments) -> explain(mistake))
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> {
              if (exception instanceof IOException
                  || exception instanceof IllegalArgumentException
                  || exception instanceof DivergedException) {
                commandLine.getErr().println(message(exception));
                return USER_ERROR;
              }
              throw exception;
            });
  }

  /** Without the whole of the help, below which the mistake would be lost. */
  private static int explain(ParameterException mistake) {
    CommandLine line = mistake.getCommandLine();
    PrintWriter errors = line.getErr();
    errors.println(mistake.getMessage());
    if (mistake.getArgSpec() != null) {
      Ranges.describe(mistake.getArgSpec()).ifPresent(range -> errors.println("It takes " + range));
    }
    CommandLine.UnmatchedArgumentException.printSuggestions(mistake, errors);
    errors.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'");
    return USER_ERROR;
  }

  /** Of itself, an exception of the file system says the path, and perhaps a reason. */
  private static String message(Exception exception) {
    if (exception instanceof NoSuchFileException) {
      return "there is no file " + exception.getMessage();
    }
    if (exception instanceof AccessDeniedException) {
      return "access is denied to " + exception.getMessage();
    }
    return exception.getMessage();
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
