package dev.skipjack.examples;

import dev.skipjack.app.PictureOptions;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.pictures.Preparation;
import picocli.CommandLine.Option;

/** Pictures like those of a data set of the examples. */
final class ExamplePictures implements PictureOptions {
  @Option(
      names = "--set",
      defaultValue = "fashion-mnist",
      description =
          "what pictures look like, if the weights do not say it: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private ExampleData set;

  @Override
  public Preparation preparation(Network network) {
    return set.preparation(network);
  }

  @Override
  public String toString() {
    return "what train does with " + set;
  }
}
