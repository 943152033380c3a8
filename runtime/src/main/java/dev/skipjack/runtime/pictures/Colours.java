package dev.skipjack.runtime.pictures;

/**
 * Changes colours as Pillow's ImageEnhance does, with which torchvision changes pictures, to the
 * bit: a factor of 0 gives what the name says is missing, 1 the picture, more goes beyond and is
 * cut to 0 to 255. Hue goes through HSV of 8 bits, as torchvision's {@code adjust_hue} of a
 * picture.
 */
public final class Colours {
  private Colours() {}

  /** From black (0) to the picture (1) and beyond. */
  public static Picture brightness(Picture picture, double factor) {
    return Tones.apply(picture, blended(0, factor));
  }

  /** From the mean of its luma (0) to the picture (1) and beyond. */
  public static Picture contrast(Picture picture, double factor) {
    byte[] luma = picture.grey().array();
    long sum = 0;
    for (byte value : luma) {
      sum += Byte.toUnsignedInt(value);
    }
    int mean = (int) ((double) sum / luma.length + 0.5);
    return Tones.apply(picture, blended(mean, factor));
  }

  /** What each value becomes where the same is missing everywhere. */
  private static byte[] blended(int missing, double factor) {
    byte[] table = new byte[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = blend(missing, i, (float) factor);
    }
    return table;
  }

  /** From grey (0) to the picture (1) and beyond; grey pictures stay. */
  public static Picture saturation(Picture picture, double factor) {
    if (picture.channels() == 1) {
      return picture;
    }
    byte[] luma = picture.grey().array();
    byte[] from = picture.array();
    byte[] changed = new byte[from.length];
    for (int channel = 0; channel < 3; channel++) {
      int at = channel * luma.length;
      for (int i = 0; i < luma.length; i++) {
        changed[at + i] =
            blend(Byte.toUnsignedInt(luma[i]), Byte.toUnsignedInt(from[at + i]), (float) factor);
      }
    }
    return new Picture(changed, 3, picture.size());
  }

  /** From smoothed over 3×3 pixels (0) to the picture (1) and beyond; the border stays. */
  public static Picture sharpness(Picture picture, double factor) {
    byte[] from = picture.array();
    byte[] changed = from.clone();
    int width = picture.width();
    int height = picture.height();
    for (int row = 0; row < picture.channels() * height; row++) {
      if (row % height == 0 || row % height == height - 1) {
        continue;
      }
      for (int at = row * width + 1; at < (row + 1) * width - 1; at++) {
        int sum = 4 * Byte.toUnsignedInt(from[at]);
        for (int near = at - width; near <= at + width; near += width) {
          sum +=
              Byte.toUnsignedInt(from[near - 1])
                  + Byte.toUnsignedInt(from[near])
                  + Byte.toUnsignedInt(from[near + 1]);
        }
        int smooth = (2 * sum + 13) / 26; // a thirteenth, rounded
        changed[at] = blend(smooth, Byte.toUnsignedInt(from[at]), (float) factor);
      }
    }
    return new Picture(changed, picture.channels(), picture.size());
  }

  private static byte blend(int missing, int value, float factor) {
    float blended = missing + factor * (value - missing);
    return (byte) (int) Math.min(255f, Math.max(0f, blended));
  }

  /**
   * Turns the circle of hues; grey pictures stay.
   *
   * @param turn -0.5 to 0.5, of the whole circle
   */
  public static Picture hue(Picture picture, double turn) {
    if (picture.channels() == 1) {
      return picture;
    }
    byte[] from = picture.array();
    byte[] changed = new byte[from.length];
    int plane = picture.height() * picture.width();
    int steps = (int) (turn * 255) & 0xff;
    for (int i = 0; i < plane; i++) {
      int red = Byte.toUnsignedInt(from[i]);
      int green = Byte.toUnsignedInt(from[i + plane]);
      int blue = Byte.toUnsignedInt(from[i + 2 * plane]);
      int most = Math.max(red, Math.max(green, blue));
      int range = most - Math.min(red, Math.min(green, blue));
      int rgb = most * 0x010101;
      if (range > 0) {
        int hue = hue(red, green, blue, most, range) + steps & 0xff;
        rgb = rgb(hue, (int) ((float) range / most * 255.0), most);
      }
      changed[i] = (byte) (rgb >> 16);
      changed[i + plane] = (byte) (rgb >> 8);
      changed[i + 2 * plane] = (byte) rgb;
    }
    return new Picture(changed, 3, picture.size());
  }

  /** Of 8 bits, as Pillow's rgb2hsv rounds. */
  private static int hue(int red, int green, int blue, int most, int range) {
    float toRed = (float) (most - red) / range;
    float toGreen = (float) (most - green) / range;
    float toBlue = (float) (most - blue) / range;
    float sixth;
    if (red == most) {
      sixth = toBlue - toGreen;
    } else if (green == most) {
      sixth = (float) (2.0 + toRed - toBlue);
    } else {
      sixth = (float) (4.0 + toGreen - toRed);
    }
    float hue = (float) ((sixth / 6.0 + 1.0) % 1.0);
    return (int) (hue * 255.0);
  }

  /** As Pillow's hsv2rgb rounds. */
  private static int rgb(int hue, int saturation, int value) {
    if (saturation == 0) {
      return value * 0x010101;
    }
    int sector = (int) Math.floor((float) hue * 6.0 / 255.0);
    float rest = (float) ((float) hue * 6.0 / 255.0 - sector);
    float share = (float) (saturation / 255.0);
    int least = (int) Math.floor(value * (1.0 - share) + 0.5);
    int falling = (int) Math.floor(value * (1.0 - share * rest) + 0.5);
    int rising = (int) Math.floor(value * (1.0 - share * (1.0 - rest)) + 0.5);
    return switch (sector % 6) {
      case 0 -> rgbOf(value, rising, least);
      case 1 -> rgbOf(falling, value, least);
      case 2 -> rgbOf(least, value, rising);
      case 3 -> rgbOf(least, falling, value);
      case 4 -> rgbOf(rising, least, value);
      default -> rgbOf(value, least, falling);
    };
  }

  private static int rgbOf(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }
}
