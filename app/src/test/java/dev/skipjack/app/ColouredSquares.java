package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Option;

/** Squares that are red, green or blue, with noise. */
final class ColouredSquares implements DataOptions {
  private static final List<String> CLASSES = List.of("red", "green", "blue");
  private static final int PIXELS = 8 * 8;

  @Range(from = 3, to = 1_000)
  @Option(names = "--squares", defaultValue = "24", description = "default: ${DEFAULT-VALUE}")
  private int squares;

  @Override
  public Images images(Part part, Network network) {
    return part == Part.TRAIN ? prepared(1, squares) : prepared(2, squares / 2);
  }

  private static Images prepared(long seed, int count) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * CLASSES.size() * PIXELS];
    random.nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % CLASSES.size());
      int plane = (i * CLASSES.size() + labels[i]) * PIXELS;
      for (int j = 0; j < PIXELS; j++) {
        pixels[plane + j] = (byte) 240;
      }
    }
    return new ImageSet("coloured squares", CLASSES.size(), 8, 8, pixels, labels, CLASSES)
        .normalize(new double[] {0.5}, new double[] {0.25});
  }
}
