package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Images;
import java.io.IOException;

/**
 * Where the images of {@code train} and {@code evaluate} come from: an object with picocli's
 * {@code @Option}s, which are set before it is asked for images.
 */
public interface DataOptions {
  /**
   * What to train on: of the network's size and normalised, but neither augmented nor shuffled.
   *
   * @throws IOException naming what is missing or damaged
   */
  Images train(Network network) throws IOException;

  /**
   * What to evaluate on: of the network's size, and normalised as its weights say, if they do.
   *
   * @throws IOException naming what is missing or damaged
   */
  Images test(Network network) throws IOException;
}
