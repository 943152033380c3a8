package dev.skipjack.spark;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.train.History;
import java.io.IOException;
import java.nio.file.Path;

/** What a training on Spark has given, in the driver. */
public final class SparkTrained {
  private final byte[] weights;
  private final History history;
  private final String checksum;
  private final int restarts;

  SparkTrained(byte[] weights, History history, String checksum, int restarts) {
    this.weights = weights;
    this.history = history;
    this.checksum = checksum;
    this.restarts = restarts;
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
    return checksum;
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
    throw new UnsupportedOperationException(file.toString());
  }

  /**
   * Gives a network of the driver the weights.
   *
   * @return the network
   * @throws IOException if they are not of this network
   */
  public <T extends Network> T load(T network) throws IOException {
    throw new UnsupportedOperationException(network.name());
  }
}
