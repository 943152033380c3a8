package dev.skipjack.report;

import dev.skipjack.runtime.data.Batches;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Makes pictures of what a network sees, small enough for a page: its input, normalised, becomes
 * colours again.
 */
final class PictureData {
  /** The longer side of a picture is at most so many pixels. */
  private static final int MOST = 160;

  /** Up to here a picture is kept to the pixel. */
  private static final int SMALL = 64;

  private final double[] mean;
  private final double[] deviation;

  /**
   * @param mean of each channel in 0 to 1, which was subtracted
   * @param deviation of each channel, by which was divided; empty, as the mean, if neither is known
   */
  PictureData(double[] mean, double[] deviation) {
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  /** Of batches that were normalised as they say. */
  static PictureData of(Batches batches) {
    return batches
        .preparation()
        .map(p -> new PictureData(array(p.mean()), array(p.standardDeviation())))
        .orElseGet(() -> new PictureData(new double[0], new double[0]));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Of three channels they are red, green and blue, of another number the first is grey. Where mean
   * and deviation are not known, the lowest value becomes black and the highest white.
   *
   * @param values normalised, {@code [channels, height, width]} in C order
   */
  BufferedImage image(double[] values, int channels, int height, int width) {
    int plane = height * width;
    int colours = channels == 3 ? 3 : 1;
    double[] scale = new double[colours];
    double[] shift = new double[colours];
    scales(values, colours * plane, scale, shift);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < plane; pixel++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        int channel = colours == 3 ? c : 0;
        double value = values[channel * plane + pixel] * scale[channel] + shift[channel];
        rgb = rgb << 8 | (int) Math.max(0, Math.min(255, Math.round(255 * value)));
      }
      image.setRGB(pixel % width, pixel / width, rgb);
    }
    return image;
  }

  private void scales(double[] values, int count, double[] scale, double[] shift) {
    if (mean.length >= scale.length) {
      System.arraycopy(deviation, 0, scale, 0, scale.length);
      System.arraycopy(mean, 0, shift, 0, shift.length);
      return;
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    double range = high > low ? high - low : 1;
    for (int c = 0; c < scale.length; c++) {
      scale[c] = 1 / range;
      shift[c] = -low / range;
    }
  }

  /** A {@code data:} URL: small pictures to the pixel as PNG, large ones reduced as JPEG. */
  static String url(BufferedImage image) {
    boolean small = Math.max(image.getWidth(), image.getHeight()) <= SMALL;
    return small
        ? "data:image/png;base64," + encoded(image, "png")
        : "data:image/jpeg;base64," + encoded(reduced(image), "jpeg");
  }

  private static BufferedImage reduced(BufferedImage image) {
    double factor = Math.min(1, MOST / (double) Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
    int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
    if (width == image.getWidth() && height == image.getHeight()) {
      return image;
    }
    BufferedImage reduced = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = reduced.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return reduced;
  }

  /** Pictures of one size in rows of so many, a pixel apart. */
  static BufferedImage sheet(List<BufferedImage> images, int columns) {
    int width = images.get(0).getWidth() + 1;
    int height = images.get(0).getHeight() + 1;
    int rows = (images.size() - 1) / columns + 1;
    BufferedImage sheet =
        new BufferedImage(
            Math.min(columns, images.size()) * width - 1,
            rows * height - 1,
            BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < images.size(); i++) {
      sheet
          .getRaster()
          .setRect(i % columns * width, i / columns * height, images.get(i).getRaster());
    }
    return sheet;
  }

  /**
   * @param format {@code png} or {@code jpeg}
   */
  static byte[] bytes(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalStateException("this JVM cannot write pictures as " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String encoded(BufferedImage image, String format) {
    return Base64.getEncoder().encodeToString(bytes(image, format));
  }
}
