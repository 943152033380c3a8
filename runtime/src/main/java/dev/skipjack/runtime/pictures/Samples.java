package dev.skipjack.runtime.pictures;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.function.IntUnaryOperator;

/**
 * Takes the samples of a decoded image as they are. {@link BufferedImage#getRGB} would convert
 * them: grey with alpha counts as linear there, and 128 becomes 188. Colour profiles and gamma are
 * passed over, and transparency is dropped: the colours stay, as with torchvision's {@code
 * convert("RGB")}.
 */
final class Samples {
  private final BufferedImage image;
  private final Size size;

  private Samples(BufferedImage image) {
    this.image = image;
    this.size = new Size(image.getHeight(), image.getWidth());
  }

  /** To be decoded into: a byte for each of red, green and blue, pixel after pixel. */
  static BufferedImage interleavedRgb(Size size) {
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    int row = Math.multiplyExact(3, size.width());
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, size.width(), size.height(), row, 3, new int[] {0, 1, 2}, null);
    return new BufferedImage(model, raster, false, null);
  }

  /**
   * @throws IOException if its samples are neither grey nor RGB
   */
  static Picture of(BufferedImage image) throws IOException {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return new Samples(image).ofPalette(palette);
    }
    int type = model.getColorSpace().getType();
    if (type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) {
      throw new IOException("it has other colours than grey or RGB: convert it to PNG");
    }
    boolean plain =
        model instanceof ComponentColorModel
            && !(model.hasAlpha() && model.isAlphaPremultiplied())
            && (model.getTransferType() == DataBuffer.TYPE_BYTE
                || model.getTransferType() == DataBuffer.TYPE_USHORT);
    if (plain) {
      return new Samples(image).ofBands(model.getNumColorComponents());
    }
    if (!model.getColorSpace().isCS_sRGB() || model.getTransferType() >= DataBuffer.TYPE_FLOAT) {
      throw new IOException("it has samples that are no bytes: convert it to PNG");
    }
    return new Samples(image).ofPacked();
  }

  /** Whether an image has one sample of at most 8 bits for each pixel, alpha aside. */
  static boolean areIndices(BufferedImage image) {
    ColorModel model = image.getColorModel();
    return model instanceof IndexColorModel
        ? model.getPixelSize() <= 8
        : model instanceof ComponentColorModel
            && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && model.getComponentSize(0) <= 8;
  }

  /** The samples themselves, whatever a palette makes of them. */
  static Picture indices(BufferedImage image) {
    int width = image.getWidth();
    byte[] indices = new byte[image.getHeight() * width];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        indices[y * width + x] = (byte) row[x];
      }
    }
    return new Picture(indices, 1, new Size(image.getHeight(), width));
  }

  /** A sample for each channel and pixel, of 8 bits or scaled to 8 bits. */
  private Picture ofBands(int channels) {
    Raster raster = image.getRaster();
    int plane = size.height() * size.width();
    byte[] samples = new byte[Math.multiplyExact(channels, plane)];
    if (raster.getDataBuffer() instanceof DataBufferByte bytes
        && raster.getSampleModel() instanceof ComponentSampleModel model
        && bytes.getNumBanks() == 1
        && raster.getParent() == null
        && hasBytes(channels)) {
      copyBands(bytes, model, samples);
      return new Picture(samples, channels, size);
    }
    int[] row = new int[size.width()];
    for (int channel = 0; channel < channels; channel++) {
      int most = (1 << image.getColorModel().getComponentSize(channel)) - 1;
      for (int y = 0; y < size.height(); y++) {
        raster.getSamples(0, y, size.width(), 1, channel, row);
        int at = channel * plane + y * size.width();
        for (int x = 0; x < row.length; x++) {
          samples[at + x] = (byte) (most == 255 ? row[x] : (row[x] * 510L + most) / (2L * most));
        }
      }
    }
    return new Picture(samples, channels, size);
  }

  private boolean hasBytes(int channels) {
    for (int channel = 0; channel < channels; channel++) {
      if (image.getColorModel().getComponentSize(channel) != 8) {
        return false;
      }
    }
    return true;
  }

  /** The usual case: bytes, pixel after pixel. */
  private void copyBands(DataBufferByte bytes, ComponentSampleModel model, byte[] samples) {
    byte[] from = bytes.getData();
    int step = model.getPixelStride();
    int plane = size.height() * size.width();
    if (samples.length == 3 * plane && model.getScanlineStride() == step * size.width()) {
      copyThree(from, bytes.getOffset(), step, model.getBandOffsets(), samples);
      return;
    }
    for (int start = 0; start < samples.length; start += plane) {
      int band = bytes.getOffset() + model.getBandOffsets()[start / plane];
      for (int y = 0; y < size.height(); y++) {
        int at = band + y * model.getScanlineStride();
        int to = start + y * size.width();
        for (int end = to + size.width(); to < end; to++) {
          samples[to] = from[at];
          at += step;
        }
      }
    }
  }

  /** Of rows without gaps: each byte is fetched once. */
  private static void copyThree(byte[] from, int offset, int step, int[] bands, byte[] samples) {
    int plane = samples.length / 3;
    int red = offset + bands[0];
    int green = offset + bands[1];
    int blue = offset + bands[2];
    for (int i = 0; i < plane; i++) {
      samples[i] = from[red];
      samples[i + plane] = from[green];
      samples[i + 2 * plane] = from[blue];
      red += step;
      green += step;
      blue += step;
    }
  }

  private Picture ofPalette(IndexColorModel palette) {
    boolean grey = true;
    for (int i = 0; i < palette.getMapSize(); i++) {
      grey &= palette.getRed(i) == palette.getGreen(i) && palette.getRed(i) == palette.getBlue(i);
    }
    int channels = grey ? 1 : 3;
    IntUnaryOperator[] colours = {palette::getRed, palette::getGreen, palette::getBlue};
    Raster raster = image.getRaster();
    int plane = size.height() * size.width();
    byte[] samples = new byte[Math.multiplyExact(channels, plane)];
    int[] row = new int[size.width()];
    for (int y = 0; y < size.height(); y++) {
      raster.getSamples(0, y, size.width(), 1, 0, row);
      for (int channel = 0; channel < channels; channel++) {
        int at = channel * plane + y * size.width();
        for (int x = 0; x < row.length; x++) {
          samples[at + x] = (byte) colours[channel].applyAsInt(row[x]);
        }
      }
    }
    return new Picture(samples, channels, size);
  }

  /** Several samples in an element, as in bitmaps of 16 or 32 bits. */
  private Picture ofPacked() {
    int plane = size.height() * size.width();
    byte[] samples = new byte[Math.multiplyExact(3, plane)];
    int[] row = new int[size.width()];
    for (int y = 0; y < size.height(); y++) {
      image.getRGB(0, y, size.width(), 1, row, 0, size.width());
      int at = y * size.width();
      for (int x = 0; x < row.length; x++) {
        samples[at + x] = (byte) (row[x] >> 16);
        samples[plane + at + x] = (byte) (row[x] >> 8);
        samples[2 * plane + at + x] = (byte) row[x];
      }
    }
    return new Picture(samples, 3, size);
  }
}
