package dev.skipjack.examples;

import dev.skipjack.app.DataOptions;
import dev.skipjack.app.Part;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Images;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The data sets of the examples. */
final class ExampleDataOptions implements DataOptions {
  @Option(
      names = "--set",
      defaultValue = "fashion-mnist",
      description = "data set: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private ExampleData set;

  @Option(
      names = "--data",
      description = "directory of the complete data set; without it, the embedded images are used")
  private Path data;

  @Override
  public Images images(Part part, Network network) throws IOException {
    if (part != Part.TRAIN && part != Part.TEST) {
      throw new IllegalArgumentException(
          set + " has the parts train and test; there is none called " + part);
    }
    return set.prepare(part == Part.TRAIN ? set.train(data) : set.test(data), network);
  }
}
