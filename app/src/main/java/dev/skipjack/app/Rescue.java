package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Saves weights at the end of a training: in another place if theirs cannot be written any more,
 * since a night's work is in them.
 */
final class Rescue {
  private Rescue() {}

  /**
   * What became of weights.
   *
   * @param place where they are
   * @param reason why they are not where they were to be; empty if they are
   */
  record Saved(Path place, Optional<String> reason) {}

  /**
   * Saves to a file, else to a new one in the working directory, else in that for temporary files.
   *
   * @throws IOException naming each place and why it could not be written; the weights are lost
   */
  static Saved save(Network network, Path file) throws IOException {
    List<String> reasons = new ArrayList<>();
    try {
      Weights.save(network, file);
      return new Saved(file, Optional.empty());
    } catch (IOException e) {
      reasons.add(e.getMessage());
    }
    for (Path directory :
        List.of(Path.of("").toAbsolutePath(), Path.of(System.getProperty("java.io.tmpdir")))) {
      Path other = unused(directory, file);
      try {
        Weights.save(network, other);
        return new Saved(other, Optional.of(String.join(System.lineSeparator(), reasons)));
      } catch (IOException e) {
        reasons.add(e.getMessage());
      }
    }
    throw new IOException(String.join(System.lineSeparator(), reasons));
  }

  /** Nothing else is lost for it. */
  private static Path unused(Path directory, Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.safetensors$", "");
    Path other = directory.resolve(name + ".rescued.safetensors");
    for (int number = 2; Files.exists(other); number++) {
      other = directory.resolve(name + ".rescued-" + number + ".safetensors");
    }
    return other;
  }
}
