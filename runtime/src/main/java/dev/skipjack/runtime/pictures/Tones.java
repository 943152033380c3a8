package dev.skipjack.runtime.pictures;

/**
 * Replaces each sample by another, which a table has: Pillow's ImageOps, to the bit. Each channel
 * has a table of its own where that depends on the picture.
 */
public final class Tones {
  private Tones() {}

  /**
   * Keeps the upper bits of each sample and clears the others.
   *
   * @param bits 0 to 8
   */
  public static Picture posterize(Picture picture, int bits) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = (byte) (i & 0xff << 8 - bits);
    }
    return apply(picture, table);
  }

  /** Inverts the samples from a threshold on. */
  public static Picture solarize(Picture picture, double threshold) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = (byte) (i < threshold ? i : 255 - i);
    }
    return apply(picture, table);
  }

  /** Stretches each channel until it reaches from 0 to 255. */
  public static Picture autocontrast(Picture picture) {
    byte[][] tables = new byte[picture.channels()][256];
    for (int channel = 0; channel < tables.length; channel++) {
      int[] counts = counts(picture, channel);
      int low = 0;
      while (low < 255 && counts[low] == 0) {
        low++;
      }
      int high = 255;
      while (high > 0 && counts[high] == 0) {
        high--;
      }
      double scale = high > low ? 255.0 / (high - low) : 1;
      double offset = high > low ? -low * scale : 0;
      for (int i = 0; i < 256; i++) {
        tables[channel][i] = (byte) (int) Math.min(255, Math.max(0, i * scale + offset));
      }
    }
    return apply(picture, tables);
  }

  /** Changes each channel so that all values are about as frequent. */
  public static Picture equalize(Picture picture) {
    byte[][] tables = new byte[picture.channels()][256];
    for (int channel = 0; channel < tables.length; channel++) {
      int[] counts = counts(picture, channel);
      int last = 255;
      while (counts[last] == 0) {
        last--;
      }
      int pixels = picture.height() * picture.width();
      int step = (pixels - counts[last]) / 255;
      int sum = step / 2;
      for (int i = 0; i < 256; i++) {
        tables[channel][i] = (byte) (step == 0 ? i : Math.min(255, sum / step));
        sum += counts[i];
      }
    }
    return apply(picture, tables);
  }

  private static int[] counts(Picture picture, int channel) {
    int[] counts = new int[256];
    int plane = picture.height() * picture.width();
    for (int i = channel * plane; i < (channel + 1) * plane; i++) {
      counts[picture.sample(i)]++;
    }
    return counts;
  }

  /** A table for each channel, or one for all. */
  static Picture apply(Picture picture, byte[]... tables) {
    byte[] from = picture.array();
    byte[] changed = new byte[from.length];
    int plane = picture.height() * picture.width();
    for (int channel = 0; channel < picture.channels(); channel++) {
      byte[] table = tables[channel % tables.length];
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        changed[i] = table[Byte.toUnsignedInt(from[i])];
      }
    }
    return new Picture(changed, picture.channels(), picture.size());
  }
}
