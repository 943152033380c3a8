package dev.skipjack.app;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description =
        "Takes the weights out of a checkpoint: a safetensors file as train saves it, with the"
            + " classes and how pictures are prepared, but without what the training remembers.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements ModelCommand {
  private final ModelOptions model;

  @Option(
      names = "--checkpoints",
      required = true,
      paramLabel = "PATH",
      description = "a checkpoint, or a directory of them: the newest good one is taken")
  private Path checkpoints;

  @Option(
      names = "--no-average",
      description = "the weights themselves, though there is a moving average (train --ema)")
  private boolean plain;

  ExportCommand(SkipjackApp app) {
    this.model = new ModelOptions(app);
  }

  @Override
  public void addOptions(CommandSpec command) {
    model.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    Weights.checkWritable(model.weights());
    try (TrainingNetwork network = model.model().train(0)) {
      CheckpointWeights.Loaded loaded = CheckpointWeights.load(network, checkpoints, plain);
      Weights.save(network, model.weights());
      System.out.println(
          "saved    "
              + model.weights()
              + ": "
              + (loaded.average() ? "the average of weights" : "the weights")
              + " of "
              + loaded.file());
    }
    return 0;
  }
}
