package dev.skipjack.app;

import static dev.skipjack.runtime.data.Augmentation.flip;
import static dev.skipjack.runtime.data.Augmentation.shift;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.weights.LoadedPart;
import dev.skipjack.runtime.weights.OtherShapes;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
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
      "Beside the weights FILE.safetensors lies FILE.run.toml with the values of all options:",
      "--config FILE.run.toml repeats the run. Ctrl-C saves the weights as they are."
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements ModelCommand {
  private static final int SHOWN = 6;

  private final ModelOptions model;

  @Mixin private final DataOptions data;

  @Mixin private final RecipeOptions recipe = new RecipeOptions();

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

  @Range(from = 0, to = 31)
  @Option(
      names = "--shift",
      defaultValue = "0",
      description = "random shift, pixels (default: ${DEFAULT-VALUE})")
  private int shift;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "weights to begin with: all that fit, so that a head for other classes begins anew"
              + " (default: random ones)")
  private Path from;

  TrainCommand(SkipjackApp app, DataOptions data) {
    this.model = new ModelOptions(app);
    this.data = data;
  }

  @Override
  public void addOptions(CommandSpec command) {
    model.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    Weights.checkWritable(model.weights());
    try (TrainingNetwork network = model.model().train(seed)) {
      Batches train = train(network);
      Batches test = data.test(network).batch(batch);
      out.printf(
          Locale.ROOT,
          "%s on %s: %,d images of %dx%dx%d, %,d for testing%n",
          network.name(),
          train.dataset().name(),
          train.images(),
          network.inputChannels(),
          network.inputHeight(),
          network.inputWidth(),
          test.images());
      if (from != null) {
        beginFrom(network, out);
      }
      if (isInterrupted(network, train, test)) {
        return 0; // the JVM is about to end, and has a code of its own
      }
      out.println("saved    " + model.weights());
    }
    try (InferenceNetwork network = model.load()) {
      Images test = data.test(network);
      out.println("loaded   " + Evaluator.evaluate(network, test.batch(batch)));
      List<Prediction> shown = Prediction.first(network, test, SHOWN, 1);
      for (int i = 0; i < shown.size(); i++) {
        Prediction prediction = shown.get(i);
        String trueClass = test.dataset().classNames().get(prediction.label());
        out.println("image " + (i + 1) + "  " + prediction + "   (it is: " + trueClass + ")");
      }
    }
    return 0;
  }

  private Batches train(TrainingNetwork network) throws IOException {
    Images images = data.train(network).augment(flip());
    return (shift > 0 ? images.augment(shift(shift)) : images).shuffle(seed).batch(batch);
  }

  private void beginFrom(TrainingNetwork network, PrintStream out) throws IOException {
    LoadedPart part =
        Weights.loadPart(network, from, UnaryOperator.identity(), OtherShapes.PASS_OVER);
    out.println("from     " + from + ": " + part);
  }

  /** Trains and saves, both if the user interrupts it. */
  private boolean isInterrupted(TrainingNetwork network, Batches train, Batches test)
      throws IOException {
    try (StopOnSignal signal = new StopOnSignal();
        Training training = Training.of(network)) {
      recipe.apply(training);
      training.data(train, test).listen(Progress.automatic(System.out), signal).fit(epochs);
      if (signal.isInterrupted()) {
        saveInterrupted(network);
        return true;
      }
      Weights.save(network, model.weights());
      RunFile.write(RunFile.beside(model.weights()), spec, recipe.resolved());
      return false;
    }
  }

  private void saveInterrupted(TrainingNetwork network) throws IOException {
    String name = model.weights().getFileName().toString();
    Path file =
        model
            .weights()
            .resolveSibling(name.replaceFirst("(\\.safetensors)?$", ".interrupted.safetensors"));
    Weights.save(network, file);
    System.err.printf(
        Locale.ROOT,
        "%ninterrupted: the weights as they are now lie in %s; --from %s begins with them%n",
        file,
        file);
  }
}
