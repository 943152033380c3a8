package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.ImageFiles;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description =
        "Says what is on images (PNG, JPEG and others), prepared as the network's training images were.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements ModelCommand {
  private final ModelOptions model;

  @Mixin private final PictureOptions pictures;

  @Option(
      names = "--framing",
      description =
          "how images of other sizes are framed: ${COMPLETION-CANDIDATES} (default: as the weights say)")
  private Framing framing;

  @Parameters(arity = "1..*", paramLabel = "IMAGE")
  private List<Path> files;

  PredictCommand(SkipjackApp app, PictureOptions pictures) {
    this.model = new ModelOptions(app);
    this.pictures = pictures;
  }

  @Override
  public void addOptions(CommandSpec command) {
    model.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    try (InferenceNetwork network = model.load()) {
      Preparation preparation = network.preparation().orElse(null);
      if (preparation == null) {
        preparation = pictures.preparation(network);
        System.err.println(
            model.weights() + " does not say how images are prepared; assumed is " + pictures);
      }
      if (framing != null) {
        preparation = preparation.framed(framing);
      }
      out.println("prepared (version " + PreparationJson.VERSION + "): " + preparation.describe());
      Images images = ImageFiles.read(files, preparation);
      List<Prediction> predictions = Prediction.first(network, images, files.size());
      for (int i = 0; i < predictions.size(); i++) {
        out.println(files.get(i) + "  " + predictions.get(i));
      }
    }
    return 0;
  }
}
