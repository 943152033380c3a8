package dev.skipjack.spark;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.weights.Weights;
import dev.skipjack.runtime.weights.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;

/** What a training on Spark has given, in the driver. */
public final class SparkTrained {
  private final byte[] weights;
  private final History history;
  private final int restarts;

  SparkTrained(byte[] weights, History history, int restarts) {
    this.weights = weights;
    this.history = history;
    this.restarts = restarts;
  }

  static String checksum(byte[] file) {
    CRC32C sum = new CRC32C();
    sum.update(file, 0, file.length);
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  /** Parameters and running statistics, a safetensors file as {@code Weights.save} writes it. */
  public byte[] weights() {
    return weights.clone();
  }

  /** All epochs, as one process would have them; seconds are those of worker 0. */
  public History history() {
    return history;
  }

  /** CRC-32C of {@link #weights}, eight digits: equal where the weights are. */
  public String checksum() {
    return checksum(weights);
  }

  /** How often the run began again after a failure. */
  public int restarts() {
    return restarts;
  }

  /**
   * Writes {@link #weights} to a local file.
   *
   * @throws IOException naming the file and the reason; an existing one is then as it was
   */
  public void save(Path file) throws IOException {
    WholeFile.write(
        file,
        channel -> {
          ByteBuffer bytes = ByteBuffer.wrap(weights);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /**
   * Gives a network of the driver the weights.
   *
   * @return the network
   * @throws IOException if they are not of this network
   */
  public <T extends Network> T load(T network) throws IOException {
    Path file = Files.createTempFile("skipjack-", ".safetensors");
    try {
      Files.write(file, weights);
      return Weights.load(network, file);
    } finally {
      Files.delete(file);
    }
  }
}
