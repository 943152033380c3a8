package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.OtherTrainingException;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.ScheduleOverException;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.LoadedPart;
import dev.skipjack.runtime.weights.Partial;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "train",
    description =
        "Trains a network, saves it, evaluates the saved file and shows a few predictions.",
    footer = {
      "",
      "Beside the weights FILE.safetensors lies FILE.run.toml with the values of all options:"
          + " --config FILE.run.toml repeats the run, from any directory. Ctrl-C saves a checkpoint, or"
          + " the weights as they are. Weights that cannot be written at the end go to the working"
          + " directory or that for temporary files. Exit codes: 0, 1 for a failure, 2 for a mistake,"
          + " 130 and 143 when interrupted."
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements ModelCommand {
  private final ModelOptions model;

  @Mixin private final DataOptions data;

  @Mixin private final AugmentOptions augment = new AugmentOptions();

  @Mixin private final RecipeOptions recipe = new RecipeOptions();

  @Mixin private final DecisionOptions decisions = new DecisionOptions();

  @Mixin private final CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private final ReportOptions reports = new ReportOptions();

  @Spec private CommandSpec spec;

  @Range(from = 1, to = 100_000)
  @Option(names = "--epochs", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
  private int epochs;

  @Range(from = 1, to = 65_536)
  @Option(
      names = "--batch",
      defaultValue = "64",
      description = "images (default: ${DEFAULT-VALUE})")
  private int batch;

  @Range(from = Long.MIN_VALUE, to = Long.MAX_VALUE)
  @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "weights to begin with: all that fit, so that a head for other classes begins anew"
              + " (default: random ones)")
  private Path from;

  @Option(
      names = "--find-learning-rate",
      description =
          "finds a rate before the training, by up to 100 steps whose rate rises, and trains with it")
  private boolean findLearningRate;

  TrainCommand(SkipjackApp app, DataOptions data) {
    this.model = new ModelOptions(app);
    this.data = data;
  }

  @Override
  public void addOptions(CommandSpec command) {
    model.addTo(command);
    augment.addTo(command);
    OptionHeadings.of(command, "Run")
        .under("Data", "data")
        .under("Pictures", "augment", "--augment")
        .under("Recipe", "recipe")
        .under("Decisions", "decisions")
        .under("Checkpoints", "checkpoints")
        .under("Reports", "reports");
  }

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    checkpoints.check();
    recipe.check(batch);
    Weights.checkWritable(model.weights());
    Ending ending;
    try (TrainingNetwork network = model.model().train(seed)) {
      Images images = data.images(Part.TRAIN, network);
      OutputCount.check(network, images.dataset(), errors());
      Batches train = augment.apply(images, seed).batch(batch);
      Batches test = data.images(Part.TEST, network).batch(batch);
      Batches decisive =
          data.hasValidation() ? data.images(Part.VALIDATION, network).batch(batch) : test;
      introduce(network, train, decisive, test, out);
      if (from != null) {
        beginFrom(network, out);
      }
      if (findLearningRate && !checkpoints.isResumed()) {
        out.println("rate     " + recipe.find(network, train));
      }
      ending = train(network, train, decisive, out);
      if (ending.isInterrupted()) {
        return 0; // the JVM is about to end, and has a code of its own
      }
    }
    if (ending.isDisplaced()) {
      warn(ending);
      return 1;
    }
    try (InferenceNetwork network = model.load()) {
      Images test = data.images(Part.TEST, network);
      out.println("loaded   " + Evaluator.evaluate(network, test.batch(batch)));
      Shown.of(network, test, out);
    }
    warn(ending);
    return 0;
  }

  private PrintWriter errors() {
    return spec.commandLine().getErr();
  }

  /** At last, where it is seen. */
  private void warn(Ending ending) {
    ending.checkpointFailures().ifPresent(failed -> errors().println("warning: " + failed));
  }

  private void introduce(
      TrainingNetwork network, Batches train, Batches decisive, Batches test, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s on %s: %,d images of %dx%dx%d, %s%,d for testing%n",
        network.name(),
        train.dataset().name(),
        train.images(),
        train.channels(),
        train.height(),
        train.width(),
        decisive == test ? "" : String.format(Locale.ROOT, "%,d to decide by, ", decisive.images()),
        test.images());
  }

  private void beginFrom(TrainingNetwork network, PrintStream out) throws IOException {
    LoadedPart part =
        Weights.load(
            network,
            from,
            Partial.allow(Partial.missing(), Partial.unexpected(), Partial.otherShape()));
    out.println("from     " + from + ": " + part);
  }

  /** Trains and saves, both if the user interrupts it. */
  private Ending train(TrainingNetwork network, Batches train, Batches decisive, PrintStream out)
      throws IOException {
    try (StopOnSignal signal = checkpoints.areWritten() ? null : new StopOnSignal();
        Training training = Training.of(network)) {
      Ending ending =
          new Ending(
              model.weights(), checkpoints.directory(), signal, train.preparation(), errors());
      recipe.apply(training);
      training.data(train).listen(Progress.automatic(out));
      evaluate(training, train, decisive);
      decisions.apply(training, model.weights(), recipe.isReducedOnPlateau());
      if (signal != null) {
        training.listen(signal);
      }
      training.listen(ending);
      reports.apply(training, typed(), seed);
      training.listen(new RunFiles());
      try {
        resumeAndFit(training, out);
      } catch (UncheckedIOException e) {
        if (!ending.isDisplaced()) {
          throw e;
        }
        errors().println(Mistakes.message(e)); // whose disk has no place for weights either
        return ending;
      }
      ending.stopped().ifPresent(why -> out.println("stopped  " + why));
      if (ending.hasSaved()) {
        out.println("saved    " + model.weights());
        writeRunFile(RunFile.beside(model.weights()));
      } else if (!ending.hasEnded()) { // nothing was left to train
        leaveAsItIs(network, out);
      }
      return ending;
    }
  }

  private void evaluate(Training training, Batches train, Batches decisive) {
    if (data.hasValidation()) {
      training.validation(decisive);
    } else {
      training.data(train, decisive);
    }
  }

  private void writeRunFile(Path file) throws IOException {
    Map<String, Object> resolved = new HashMap<>(recipe.resolved());
    resolved.put("weights", model.weights());
    RunFile.write(file, spec, resolved);
  }

  /** The weights of a training that is over may be the best of it, and not those of its end. */
  private void leaveAsItIs(TrainingNetwork network, PrintStream out) throws IOException {
    out.println("nothing  is left to train: the checkpoint is of the end");
    if (Files.exists(model.weights())) {
      out.println("kept     " + model.weights());
    } else {
      CheckpointWeights.load(network, checkpoints.directory(), false);
      Weights.save(network, model.weights());
      out.println("saved    " + model.weights());
    }
  }

  /** Writes what repeats the run, once the training was accepted. */
  private final class RunFiles implements TrainingListener {
    @Override
    public void begins(TrainingState training) {
      for (Path directory : Arrays.asList(checkpoints.directory(), reports.report())) {
        if (directory != null) {
          try {
            writeRunFile(directory.resolve("run.toml"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }
  }

  /** What is another than in the checkpoint is a mistake of the user's. */
  private void resumeAndFit(Training training, PrintStream out) throws IOException {
    try {
      checkpoints.apply(training, out);
      checkNotOver(training.history().epochs().size());
      training.fit(epochs);
    } catch (OtherTrainingException e) {
      throw new IllegalArgumentException(ResumeMistakes.explain(e, spec), e);
    } catch (ScheduleOverException e) {
      throw new IllegalArgumentException(ResumeMistakes.explain(e), e);
    } catch (IllegalStateException e) {
      if (checkpoints.areWritten() && !(e.getCause() instanceof IOException)) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      throw e;
    }
  }

  private void checkNotOver(int over) {
    if (epochs < over) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--epochs %d: %d epochs are over in %s; --epochs %2$d or more goes on",
              epochs,
              over,
              checkpoints.directory()));
    }
  }

  /** The command line, for the report. */
  private String typed() {
    return spec.root().name()
        + " "
        + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
  }
}
