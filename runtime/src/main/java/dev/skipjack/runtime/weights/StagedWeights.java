package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A weight file that was read and fits, and lies beside the network's own: for those who change
 * weights between two predictions and read the file before. Takes native memory of the size of the
 * parameters until it is closed.
 */
public final class StagedWeights implements AutoCloseable {
  private final Network network;
  private final StagedTensors tensors;

  /** Null if the file does not say it. */
  private final Preparation preparation;

  private StagedWeights(Network network, StagedTensors tensors, Preparation preparation) {
    this.network = network;
    this.tensors = tensors;
    this.preparation = preparation;
  }

  /**
   * Reads a file for a network, which is not changed.
   *
   * @throws IOException as {@link Weights#load}
   */
  public static StagedWeights read(Network network, Path file) throws IOException {
    return Uninterrupted.run(() -> staged(network, file));
  }

  private static StagedWeights staged(Network network, Path file) throws IOException {
    try (WeightFile reader = WeightFile.open(file)) {
      reader.check();
      Match match = Weights.match(network, file, reader);
      Preparation preparation = Weights.preparation(reader).orElse(null);
      return new StagedWeights(network, StagedTensors.read(reader, match, network), preparation);
    }
  }

  /** Changes the network: its weights, and how pictures are prepared for them. Cannot fail. */
  public void apply() {
    tensors.copyTo(network);
    network.prepareWith(preparation);
  }

  @Override
  public void close() {
    tensors.close();
  }
}
