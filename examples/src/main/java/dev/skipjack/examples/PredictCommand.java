package dev.skipjack.examples;

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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description =
        "Says what is on images (PNG, JPEG and others), prepared as the network's training images were.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Mixin private NetworkOptions options;

  @Option(
      names = "--framing",
      description =
          "how images of other sizes are framed: ${COMPLETION-CANDIDATES} (default: as the weights say)")
  private Framing framing;

  @Parameters(arity = "1..*", paramLabel = "IMAGE")
  private List<Path> files;

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    try (InferenceNetwork network = options.load()) {
      Preparation preparation = network.preparation().orElse(null);
      if (preparation == null) {
        preparation = options.set.preparation(network);
        System.err.println(
            options.weights()
                + " does not say how images are prepared; assumed is what train does with "
                + options.set);
      }
      if (framing != null) {
        preparation = preparation.framed(framing);
      }
      out.println("prepared (version " + PreparationJson.VERSION + "): " + preparation.describe());
      Images images = ImageFiles.read(files, preparation);
      List<String> titles = files.stream().map(Path::toString).toList();
      Predictions.print(network, images, titles, false, out);
    }
    return 0;
  }
}
