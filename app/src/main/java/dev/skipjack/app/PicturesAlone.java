package dev.skipjack.app;

import dev.skipjack.runtime.InputShape;
import dev.skipjack.runtime.Network;
import java.util.Locale;
import java.util.stream.Collectors;

/** Refuses networks of several inputs where pictures are all there is to give. */
final class PicturesAlone {
  private PicturesAlone() {}

  /**
   * @throws IllegalArgumentException if the network takes more than images
   */
  static void check(Network network) {
    if (network.inputs().size() > 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s takes %s, but picture files are all that is given here: a program of your own"
                  + " gives it the others, with Dataset.with(name, ...) to train and evaluate"
                  + " (SkipjackApp.data takes such a set) and predict(List) to predict",
              network.name(),
              network.inputs().stream()
                  .map(InputShape::toString)
                  .collect(Collectors.joining(", "))));
    }
  }
}
