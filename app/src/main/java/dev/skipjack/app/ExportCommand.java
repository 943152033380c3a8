package dev.skipjack.app;

import dev.skipjack.onnx.Onnx;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Writes a network for others. With --output an ONNX file, which ONNX Runtime and others run.",
      "Without, it takes the weights out of a checkpoint: a safetensors file as train saves it,"
          + " with the classes and how pictures are prepared, but without what the training"
          + " remembers."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements ModelCommand {
  private static final String ONNX = ".onnx";

  private final ModelOptions model;

  @Spec private CommandSpec command;

  @Option(
      names = "--checkpoints",
      paramLabel = "PATH",
      description =
          "the weights of a checkpoint, or of a directory of them: the newest good one is taken")
  private Path checkpoints;

  @Option(
      names = "--no-average",
      description = "the weights themselves, though there is a moving average (train --ema)")
  private boolean plain;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.onnx",
      description = "an ONNX file, of the weights of --checkpoints, or else of --weights")
  private Path output;

  @Option(
      names = "--preprocessing",
      description =
          "puts normalization and softmax into the ONNX file: it takes samples of 0 to 255 and"
              + " answers with probabilities")
  private boolean preprocessing;

  ExportCommand(SkipjackApp app) {
    this.model = new ModelOptions(app);
  }

  @Override
  public void addOptions(CommandSpec spec) {
    model.addTo(spec);
  }

  @Override
  public Integer call() throws IOException {
    check();
    if (checkpoints == null) {
      try (InferenceNetwork network = model.load()) {
        write(network, model.weights().toString());
      }
      return 0;
    }
    if (output == null) {
      Weights.checkWritable(model.weights());
    }
    try (TrainingNetwork network = model.model().train(0)) {
      CheckpointWeights.Loaded loaded = CheckpointWeights.load(network, checkpoints, plain);
      String which = loaded.average() ? "the average of weights" : "the weights";
      String from = which + " of " + loaded.file();
      if (output == null) {
        Weights.save(network, model.weights());
        System.out.println("saved    " + model.weights() + ": " + from);
      } else {
        write(network, from);
      }
    }
    return 0;
  }

  private void check() {
    require(
        checkpoints != null || output != null,
        "export takes weights out of --checkpoints PATH, or writes --output FILE.onnx: give one"
            + " of them, or both");
    require(output != null || !preprocessing, "--preprocessing is for --output FILE.onnx");
    require(checkpoints != null || !plain, "--no-average is for --checkpoints PATH");
    require(
        output == null || output.toString().toLowerCase(Locale.ROOT).endsWith(ONNX),
        "--output is an ONNX file: expected a name that ends with '.onnx', got '"
            + output
            + "'; weights alone go to --weights FILE");
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), otherwise);
    }
  }

  private void write(Network network, String from) throws IOException {
    if (preprocessing && network.preparation().isEmpty()) {
      throw new IOException(
          from
              + " does not say how pictures are normalized, so --preprocessing has nothing to put"
              + " into the model: leave it out, and normalize what it is given");
    }
    Onnx export = Onnx.of(network);
    (preprocessing ? export.withPreprocessing() : export).save(output);
    System.out.println("saved    " + output + ": " + network.name() + " as ONNX, " + from);
  }
}
