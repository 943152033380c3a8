package dev.skipjack.app;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.Allow;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What is kept of a training, so that it can go on after whatever ended it. */
final class CheckpointOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description =
          "writes checkpoints there, after each epoch and when interrupted (default: none)")
  private Path directory;

  @Range(from = 1, to = 1_000_000_000)
  @Option(
      names = "--checkpoint-steps",
      paramLabel = "STEPS",
      description = "writes one after so many steps, instead of after each epoch")
  private Long steps;

  @Positive
  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "MINUTES",
      description = "writes one after so many minutes, instead of after each epoch")
  private Double minutes;

  @Range(from = 1, to = 1_000_000)
  @Option(
      names = "--keep-checkpoints",
      paramLabel = "NUMBER",
      defaultValue = "3",
      description = "how many stay, the newest (default: ${DEFAULT-VALUE})")
  private int kept;

  @Option(
      names = "--resume",
      description =
          "goes on from the newest checkpoint, bit for bit as if nothing had happened; begins if"
              + " there is none")
  private boolean resume;

  @Option(
      names = "--allow",
      split = ",",
      paramLabel = "OTHER",
      converter = AllowConverter.class,
      description =
          "what may be another than it was when --resume goes on, such as other-threads or"
              + " other-batches; an error names it")
  private List<Allow> allowed = List.of();

  /** As users write it: other-threads. */
  private static final class AllowConverter implements ITypeConverter<Allow> {
    @Override
    public Allow convert(String text) {
      for (Allow each : Allow.values()) {
        if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
          return each;
        }
      }
      throw new TypeConversionException(
          String.format(
              Locale.ROOT,
              "'%s' is none of %s",
              text,
              List.of(Allow.values()).toString().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
  }

  /** Whether checkpoints are written. */
  boolean areWritten() {
    return directory != null;
  }

  /** Where they are written; null if none are. */
  Path directory() {
    return directory;
  }

  boolean isResumed() {
    return resume;
  }

  /**
   * Before there is anything to train.
   *
   * @throws ParameterException if options need others
   */
  void check() {
    if (directory == null && (resume || steps != null || minutes != null)) {
      throw new ParameterException(
          command.commandLine(),
          (resume ? "--resume" : "how often checkpoints are written")
              + " needs --checkpoints DIR: where they are");
    }
  }

  /**
   * Tells a training, which then goes on from a checkpoint if it should.
   *
   * @throws IOException if there are checkpoints, but none is good
   */
  void apply(Training training, PrintStream out) throws IOException {
    if (directory == null) {
      return;
    }
    Checkpoints checkpoints = Checkpoints.in(directory).keepLast(kept);
    checkpoints = steps == null ? checkpoints : checkpoints.everySteps(steps);
    training.checkpoints(minutes == null ? checkpoints : checkpoints.everyMinutes(minutes));
    if (resume && !hasCheckpoints()) {
      out.println("begins   there is no checkpoint in " + directory);
    } else if (resume) {
      out.println("goes on  " + training.resume(directory, allowed.toArray(Allow[]::new)));
    }
  }

  private boolean hasCheckpoints() throws IOException {
    return Files.isDirectory(directory)
        && !new CheckpointDirectory(directory).newerThan(-1).isEmpty();
  }
}
