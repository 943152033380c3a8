package dev.skipjack.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes pictures that are red, green or blue, a folder for each colour. */
final class PictureFolders {
  static final List<String> COLOURS = List.of("blue", "green", "red");

  private PictureFolders() {}

  static Path write(Path directory, int ofEach, long seed) throws IOException {
    Random random = new Random(seed);
    for (int colour = 0; colour < COLOURS.size(); colour++) {
      Path folder = Files.createDirectories(directory.resolve(COLOURS.get(colour)));
      for (int i = 0; i < ofEach; i++) {
        draw(folder.resolve(String.format("%03d.png", i)), colour, random);
      }
    }
    return directory;
  }

  private static void draw(Path file, int colour, Random random) throws IOException {
    int width = 10 + random.nextInt(6);
    BufferedImage picture = new BufferedImage(width, 12, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        int noise = random.nextInt(0x1000000) & 0x7f7f7f;
        picture.setRGB(x, y, noise | 0xff << 8 * colour);
      }
    }
    ImageIO.write(picture, "png", file.toFile());
  }
}
