package dev.skipjack.examples;

import dev.skipjack.runtime.InferenceNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What every command on a network asks for. */
final class NetworkOptions {
  @Option(
      names = {"-n", "--network"},
      defaultValue = "densenet-bc-22",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  ExampleNetwork network;

  @Option(
      names = "--set",
      defaultValue = "fashion-mnist",
      description = "data set: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  ExampleData set;

  @Option(
      names = "--data",
      description = "directory of the complete data set; without it, the embedded images are used")
  Path data;

  @Option(
      names = {"-w", "--weights"},
      description = "file of the weights (default: target/NETWORK.safetensors)")
  private Path weights;

  Path weights() {
    return weights == null ? network.defaultFile() : weights;
  }

  /**
   * The network with its weights.
   *
   * @throws IOException if there are none, or they are not its own
   */
  InferenceNetwork load() throws IOException {
    Path file = weights();
    if (Files.notExists(file)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "there are no weights of %s: looked for %s;"
                  + " 'skipjack train --network %s%s' makes that file,"
                  + " --weights names another",
              network,
              file.toAbsolutePath(),
              network,
              weights == null ? "" : " --weights " + weights));
    }
    return network.load(file);
  }
}
