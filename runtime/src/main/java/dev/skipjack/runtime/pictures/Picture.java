package dev.skipjack.runtime.pictures;

import java.util.Locale;

/** A picture in grey or RGB, a byte (0 to 255) per channel and pixel. Immutable. */
public final class Picture {
  private final int channels;
  private final Size size;
  private final byte[] samples;

  /**
   * Copies the samples.
   *
   * @param channels 1 for grey or 3 for RGB
   * @param samples unsigned, {@code [channels, height, width]} in C order
   * @throws IllegalArgumentException if the number of channels is another, or the samples do not
   *     fit the size
   */
  public Picture(int channels, Size size, byte[] samples) {
    this(samples.clone(), channels, size);
  }

  /** Takes the samples over. */
  Picture(byte[] samples, int channels, Size size) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("a picture has 1 or 3 channels, not " + channels);
    }
    if (samples.length != (long) channels * size.height() * size.width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d samples are no picture of %dx%s", samples.length, channels, size));
    }
    this.channels = channels;
    this.size = size;
    this.samples = samples;
  }

  /** 1 for grey or 3 for RGB. */
  public int channels() {
    return channels;
  }

  public Size size() {
    return size;
  }

  /** In pixels. */
  public int height() {
    return size.height();
  }

  /** In pixels. */
  public int width() {
    return size.width();
  }

  /** A copy, unsigned, {@code [channels, height, width]} in C order. */
  public byte[] samples() {
    return samples.clone();
  }

  /** The array itself, which nobody changes. */
  byte[] array() {
    return samples;
  }

  /** One sample, 0 to 255; {@code offset} counts in C order. */
  int sample(int offset) {
    return Byte.toUnsignedInt(samples[offset]);
  }

  /** This picture in grey: Rec. 601 luma, rounded as Pillow does in {@code convert("L")}. */
  public Picture grey() {
    if (channels == 1) {
      return this;
    }
    int plane = size.height() * size.width();
    byte[] grey = new byte[plane];
    for (int i = 0; i < plane; i++) {
      int luma = 19595 * sample(i) + 38470 * sample(plane + i) + 7471 * sample(2 * plane + i);
      grey[i] = (byte) (luma + 0x8000 >> 16);
    }
    return new Picture(grey, 1, size);
  }

  /** This picture in RGB: grey three times. */
  public Picture rgb() {
    if (channels == 3) {
      return this;
    }
    byte[] rgb = new byte[Math.multiplyExact(3, samples.length)];
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(samples, 0, rgb, channel * samples.length, samples.length);
    }
    return new Picture(rgb, 3, size);
  }

  /** For instance {@code 3x61x97}. */
  @Override
  public String toString() {
    return channels + "x" + size;
  }
}
