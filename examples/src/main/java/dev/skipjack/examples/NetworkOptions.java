package dev.skipjack.examples;

import java.nio.file.Path;
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
}
