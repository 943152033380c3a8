package dev.skipjack.runtime.data;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Reads single images: whatever {@code javax.imageio} knows, PNG and JPEG among them. */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Reads images scaled to one size, all with label 0.
   *
   * @param channels 1 for grey (Rec. 601 luma) or 3 for RGB
   * @param height in pixels
   * @param width in pixels
   * @throws IOException if a file is missing or no image
   */
  public static ImageSet read(
      List<Path> files, int channels, int height, int width, List<String> classNames)
      throws IOException {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("an image has 1 or 3 channels, not " + channels);
    }
    byte[] pixels = new byte[files.size() * channels * height * width];
    for (int i = 0; i < files.size(); i++) {
      copy(scaled(files.get(i), height, width), channels, pixels, i * channels * height * width);
    }
    return new ImageSet(
        "images", channels, height, width, pixels, new byte[files.size()], classNames);
  }

  /** An image as it is. */
  static BufferedImage decode(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such image");
    }
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException | RuntimeException e) { // the decoders throw all sorts
      throw new IOException(file + " is truncated or corrupt: " + e.getMessage(), e);
    }
    if (image == null) {
      throw new IOException(file + " is not an image that Java can read; convert it to PNG");
    }
    return image;
  }

  private static BufferedImage scaled(Path file, int height, int width) throws IOException {
    BufferedImage image = decode(file);
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  private static void copy(BufferedImage image, int channels, byte[] pixels, int offset) {
    int plane = image.getHeight() * image.getWidth();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        int at = offset + y * image.getWidth() + x;
        int red = rgb >> 16 & 255;
        int green = rgb >> 8 & 255;
        int blue = rgb & 255;
        if (channels == 1) {
          pixels[at] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
        } else {
          pixels[at] = (byte) red;
          pixels[at + plane] = (byte) green;
          pixels[at + 2 * plane] = (byte) blue;
        }
      }
    }
  }
}
