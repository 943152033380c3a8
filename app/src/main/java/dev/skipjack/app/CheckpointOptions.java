package dev.skipjack.app;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.Allow;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
      List<Allow> all = List.of(Allow.values());
      return all.stream()
          .filter(each -> ResumeMistakes.name(each).equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      String.format(
                          Locale.ROOT,
                          "'%s' is none of %s",
                          text,
                          all.stream().map(ResumeMistakes::name).toList())));
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
    Optional<Path> newest = new CheckpointDirectory(directory).newerThan(-1).stream().findFirst();
    if (newest.isPresent() && !resume) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has checkpoints of an earlier run, the newest is %s: --resume goes on with it, another --checkpoints DIR begins anew",
              directory,
              newest.get().getFileName()));
    }
    if (newest.isPresent()) {
      out.println("goes on  " + training.resume(directory, allowed.toArray(Allow[]::new)));
    } else if (resume) {
      out.println("begins   there is no checkpoint in " + directory);
    }
  }
}
