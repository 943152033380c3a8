package dev.skipjack.runtime.pictures;

import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * Makes grey or RGB of a JPEG's components, which the decoder leaves as they are: colours as
 * libjpeg does (jdcolor.c), and of four inks as Pillow's {@code convert("RGB")}: inverted, as Adobe
 * writes them, and without a profile.
 */
final class JpegSamples {
  private static final int BITS = 16;
  private static final int HALF = 1 << BITS - 1;
  private static final int RED_OF_CR = fixed(1.40200);
  private static final int GREEN_OF_CB = fixed(0.34414);
  private static final int GREEN_OF_CR = fixed(0.71414);
  private static final int BLUE_OF_CB = fixed(1.77200);

  private final byte[] from;
  private final int offset;
  private final int components;
  private final int stride;
  private final Size size;

  private JpegSamples(Raster raster) throws IOException {
    this.components = raster.getNumBands();
    this.size = new Size(raster.getHeight(), raster.getWidth());
    if (!(raster.getDataBuffer() instanceof DataBufferByte bytes
        && raster.getSampleModel() instanceof ComponentSampleModel model
        && model.getPixelStride() == components
        && bytes.getNumBanks() == 1
        && areInOrder(model.getBandOffsets()))) {
      throw new IOException("its samples are no bytes: convert it to PNG");
    }
    this.from = bytes.getData();
    this.offset =
        bytes.getOffset()
            - raster.getSampleModelTranslateY() * model.getScanlineStride()
            - raster.getSampleModelTranslateX() * components;
    this.stride = model.getScanlineStride();
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  private static boolean areInOrder(int[] offsets) {
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] != i) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws IOException if there are other than 1, 3 or 4 components
   */
  static Picture of(Raster raster, JpegHeader header) throws IOException {
    JpegSamples samples = new JpegSamples(raster);
    boolean luma = header.encoding() == JpegHeader.Encoding.LUMA;
    return switch (samples.components) {
      case 1 -> samples.grey();
      case 3 -> luma ? samples.rgbOfLuma() : samples.rgb();
      case 4 -> samples.rgbOfInks(luma);
      default ->
          throw new IOException(
              "it has " + samples.components + " colours, not 1, 3 or 4: convert it to PNG");
    };
  }

  private Picture grey() {
    byte[] grey = new byte[size.height() * size.width()];
    for (int y = 0; y < size.height(); y++) {
      System.arraycopy(from, offset + y * stride, grey, y * size.width(), size.width());
    }
    return new Picture(grey, 1, size);
  }

  private Picture rgb() {
    int plane = size.height() * size.width();
    byte[] rgb = new byte[Math.multiplyExact(3, plane)];
    int to = 0;
    for (int y = 0; y < size.height(); y++) {
      int at = offset + y * stride;
      for (int end = to + size.width(); to < end; to++) {
        rgb[to] = from[at];
        rgb[to + plane] = from[at + 1];
        rgb[to + 2 * plane] = from[at + 2];
        at += 3;
      }
    }
    return new Picture(rgb, 3, size);
  }

  private Picture rgbOfLuma() {
    int plane = size.height() * size.width();
    byte[] rgb = new byte[Math.multiplyExact(3, plane)];
    int to = 0;
    for (int y = 0; y < size.height(); y++) {
      int at = offset + y * stride;
      for (int end = to + size.width(); to < end; to++) {
        int luma = Byte.toUnsignedInt(from[at]);
        int cb = Byte.toUnsignedInt(from[at + 1]) - 128;
        int cr = Byte.toUnsignedInt(from[at + 2]) - 128;
        rgb[to] = (byte) red(luma, cr);
        rgb[to + plane] = (byte) green(luma, cb, cr);
        rgb[to + 2 * plane] = (byte) blue(luma, cb);
        at += 3;
      }
    }
    return new Picture(rgb, 3, size);
  }

  private Picture rgbOfInks(boolean luma) {
    int plane = size.height() * size.width();
    byte[] rgb = new byte[Math.multiplyExact(3, plane)];
    int to = 0;
    for (int y = 0; y < size.height(); y++) {
      int at = offset + y * stride;
      for (int end = to + size.width(); to < end; to++) {
        int first = Byte.toUnsignedInt(from[at]);
        int second = Byte.toUnsignedInt(from[at + 1]);
        int third = Byte.toUnsignedInt(from[at + 2]);
        int cyan = luma ? red(first, third - 128) : 255 - first;
        int magenta = luma ? green(first, second - 128, third - 128) : 255 - second;
        int yellow = luma ? blue(first, second - 128) : 255 - third;
        int light = Byte.toUnsignedInt(from[at + 3]); // what black leaves
        rgb[to] = (byte) (light - product(cyan, light));
        rgb[to + plane] = (byte) (light - product(magenta, light));
        rgb[to + 2 * plane] = (byte) (light - product(yellow, light));
        at += 4;
      }
    }
    return new Picture(rgb, 3, size);
  }

  private static int red(int luma, int cr) {
    return level(luma + (RED_OF_CR * cr + HALF >> BITS));
  }

  private static int green(int luma, int cb, int cr) {
    return level(luma + (HALF - GREEN_OF_CB * cb - GREEN_OF_CR * cr >> BITS));
  }

  private static int blue(int luma, int cb) {
    return level(luma + (BLUE_OF_CB * cb + HALF >> BITS));
  }

  private static int level(int value) {
    return Math.min(255, Math.max(0, value));
  }

  /** Of two parts of 255, rounded as Pillow does. */
  private static int product(int one, int other) {
    int rounded = one * other + 128;
    return (rounded >> 8) + rounded >> 8;
  }
}
