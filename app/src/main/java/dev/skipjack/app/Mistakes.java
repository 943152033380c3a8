package dev.skipjack.app;

import dev.skipjack.runtime.train.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a command line says of mistakes that its user can mend: what is wrong, and nothing else. */
final class Mistakes {
  /** The exit code, as of picocli's own. */
  static final int USER_ERROR = CommandLine.ExitCode.USAGE;

  private Mistakes() {}

  /** Numbers are checked before a command begins; mistakes are said in a few lines. */
  static CommandLine explainedBy(CommandLine line) {
    return line.setExecutionStrategy(
            parsed -> {
              Ranges.check(parsed);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler((mistake, arguments) -> explain(mistake))
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              if (isUsers(exception)) {
                command.getErr().println(message(exception));
                return USER_ERROR;
              }
              throw exception;
            });
  }

  private static boolean isUsers(Exception exception) {
    return exception instanceof IOException
        || exception.getCause() instanceof IOException // of a thread that reads pictures
        || exception instanceof IllegalArgumentException
        || exception instanceof DivergedException;
  }

  /** Without the whole of the help, below which the mistake would be lost. */
  private static int explain(ParameterException mistake) {
    CommandLine line = mistake.getCommandLine();
    PrintWriter errors = line.getErr();
    if (mistake instanceof MissingParameterException && !line.getUnmatchedArguments().isEmpty()) {
      // A required option that was misspelt is missing, and picocli says that alone.
      var unknown = new UnmatchedArgumentException(line, line.getUnmatchedArguments());
      errors.println(unknown.getMessage());
      UnmatchedArgumentException.printSuggestions(unknown, errors);
    }
    errors.println(mistake.getMessage());
    if (mistake.getArgSpec() != null) {
      Ranges.describe(mistake.getArgSpec()).ifPresent(range -> errors.println("It takes " + range));
    }
    UnmatchedArgumentException.printSuggestions(mistake, errors);
    errors.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'");
    return USER_ERROR;
  }

  /** Of itself, an exception of the file system says the path, and perhaps a reason. */
  static String message(Exception exception) {
    if (!(exception instanceof IOException) && exception.getCause() instanceof IOException cause) {
      return message(cause);
    }
    if (exception instanceof NoSuchFileException) {
      return "there is no file " + exception.getMessage();
    }
    if (exception instanceof AccessDeniedException) {
      return "access is denied to " + exception.getMessage();
    }
    return exception.getMessage();
  }
}
