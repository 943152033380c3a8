package dev.skipjack.examples;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.ImageFiles;
import dev.skipjack.runtime.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description = "Says what is on images (PNG, JPEG); they are scaled to the network's input.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @Mixin private NetworkOptions options;

  @Parameters(arity = "1..*", paramLabel = "IMAGE")
  private List<Path> files;

  @Override
  public Integer call() throws IOException {
    try (InferenceNetwork network = options.network.load(options.weights())) {
      ImageSet images =
          ImageFiles.read(
              files,
              network.inputChannels(),
              network.inputHeight(),
              network.inputWidth(),
              options.set.classes());
      Predictions.print(network, images, options.set, false, System.out);
    }
    return 0;
  }
}
