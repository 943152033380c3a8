package dev.skipjack.runtime.pictures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures, and what Pillow makes of them; make_pictures.py beside them wrote both. */
final class Fixtures {
  private Fixtures() {}

  static Path path(String name) {
    try {
      return Path.of(Fixtures.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** Plain 8-bit PNG, read without the code under test: {@code [channels, height, width]}. */
  static int[] expected(String name) throws IOException {
    BufferedImage image = ImageIO.read(path("expected/" + name).toFile());
    int bands = image.getRaster().getNumBands();
    int plane = image.getWidth() * image.getHeight();
    int[] samples = new int[bands * plane];
    for (int band = 0; band < bands; band++) {
      int[] one = new int[plane];
      image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), band, one);
      System.arraycopy(one, 0, samples, band * plane, plane);
    }
    return samples;
  }

  static int[] unsigned(byte[] samples) {
    int[] values = new int[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Byte.toUnsignedInt(samples[i]);
    }
    return values;
  }

  /** How far apart two pictures are at most, in levels. */
  static int difference(byte[] samples, int[] expected) {
    int[] values = unsigned(samples);
    if (values.length != expected.length) {
      throw new AssertionError(values.length + " samples, expected " + expected.length);
    }
    int most = 0;
    for (int i = 0; i < values.length; i++) {
      most = Math.max(most, Math.abs(values[i] - expected[i]));
    }
    return most;
  }
}
