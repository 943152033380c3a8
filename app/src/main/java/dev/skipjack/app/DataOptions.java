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
   * Images of the network's size, normalised (as its weights say, if they do), neither augmented
   * nor shuffled.
   *
   * @throws IOException naming what is missing or damaged
   * @throws IllegalArgumentException if there is no such part
   */
  Images images(Part part, Network network) throws IOException;

  /**
   * Whether there is a {@link Part#VALIDATION}; without one, {@code train} looks at the test images
   * after each epoch.
   */
  default boolean hasValidation() {
    return false;
  }
}
