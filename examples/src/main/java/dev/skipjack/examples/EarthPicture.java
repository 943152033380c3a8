package dev.skipjack.examples;

import dev.skipjack.runtime.data.ImageFiles;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A picture of the Earth from above, 1600×800, and which of its pixels are water, from npm's
 * three-globe. Trained on is what lies west of column 1100, tested on what lies east of it:
 * Australia and East Asia.
 *
 * <p>The ice of the Arctic looks as Antarctica's does, but its label is water, and no neighbourhood
 * tells which it is: unless asked for, what lies north of 67.5 degrees does not count.
 */
final class EarthPicture {
  static final List<String> CLASSES = List.of("land", "water");
  static final int LAND = 0;
  static final int WATER = 1;

  private static final int HEIGHT = 800;
  private static final int WIDTH = 1600;
  private static final int BORDER = 1100;

  /** The rows down to 67.5 degrees north. */
  private static final int ARCTIC = 100;

  /** A multiple of the 8 pixels that the network's pools need: 4 columns are left out. */
  private static final int TEST_WIDTH = 496;

  private final ImageSet earth;

  /**
   * @param directory with the picture and earth-water.png
   * @param picture file name; other sizes than 1600×800 are scaled
   * @param seaIce whether the Arctic counts
   */
  EarthPicture(Path directory, String picture, boolean seaIce) throws IOException {
    ImageSet image = read(directory.resolve(picture), 3);
    byte[] water = read(directory.resolve("earth-water.png"), 1).pixels(0);
    for (int i = 0; i < water.length; i++) {
      water[i] = (byte) (Byte.toUnsignedInt(water[i]) >= 128 ? WATER : LAND); // shores are soft
    }
    if (!seaIce) {
      Arrays.fill(water, 0, ARCTIC * WIDTH, (byte) ImageSet.IGNORED);
    }
    this.earth = ImageSet.ofLabelMaps("Earth", 3, HEIGHT, WIDTH, image.pixels(0), water, CLASSES);
  }

  private static ImageSet read(Path file, int channels) throws IOException {
    Preparation scaled = Preparation.of(Framing.SQUASH, channels, HEIGHT, WIDTH);
    return ImageFiles.readSet(List.of(file), scaled.withClasses(CLASSES));
  }

  /** One image of 1100 columns. */
  ImageSet train() {
    return earth.region("Earth (west)", 0, 0, HEIGHT, BORDER);
  }

  /** One image of 496 columns. */
  ImageSet test() {
    return earth.region("Earth (east)", 0, BORDER, HEIGHT, TEST_WIDTH);
  }
}
