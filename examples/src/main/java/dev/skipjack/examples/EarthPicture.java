package dev.skipjack.examples;

import dev.skipjack.runtime.data.ImageFiles;
import dev.skipjack.runtime.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture of the Earth from above, 1600×800, and which of its pixels are water, from npm's
 * three-globe. Trained on is what lies west of column 1100, tested on what lies east of it:
 * Australia and East Asia.
 */
final class EarthPicture {
  static final List<String> CLASSES = List.of("land", "water");
  static final int WATER = 1;

  private static final int HEIGHT = 800;
  private static final int WIDTH = 1600;
  private static final int BORDER = 1100;

  /** A multiple of the 8 pixels that the network's pools need: 4 columns are left out. */
  private static final int TEST_WIDTH = 496;

  private final ImageSet picture;

  /**
   * @param directory with earth-day.jpg and earth-water.png
   */
  EarthPicture(Path directory) throws IOException {
    ImageSet image = read(directory.resolve("earth-day.jpg"), 3);
    byte[] water = read(directory.resolve("earth-water.png"), 1).pixels(0);
    for (int i = 0; i < water.length; i++) {
      water[i] = (byte) (Byte.toUnsignedInt(water[i]) >= 128 ? WATER : 0); // shores are soft
    }
    this.picture = ImageSet.ofLabelMaps("Earth", 3, HEIGHT, WIDTH, image.pixels(0), water, CLASSES);
  }

  private static ImageSet read(Path file, int channels) throws IOException {
    return ImageFiles.read(List.of(file), channels, HEIGHT, WIDTH, CLASSES);
  }

  /** One image of 1100 columns. */
  ImageSet train() {
    return picture.region("Earth (west)", 0, 0, HEIGHT, BORDER);
  }

  /** One image of 496 columns. */
  ImageSet test() {
    return picture.region("Earth (east)", 0, BORDER, HEIGHT, TEST_WIDTH);
  }
}
