package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.pictures.Preparation;

/**
 * How {@code predict} prepares pictures for weights that do not say it; may have picocli's
 * {@code @Option}s. {@link Object#toString} says what is assumed.
 */
public interface PictureOptions {
  /** What is assumed for this network. */
  Preparation preparation(Network network);
}
