package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads pictures from files as images for a network; see {@link PictureReader} for what is read.
 */
public final class ImageFiles {
  private static final List<String> NO_CLASSES = List.of("unknown");

  private ImageFiles() {}

  /**
   * Reads pictures as a network was trained on them, for instance as its {@code preparation()}
   * says: normalised, in order, all with label 0.
   *
   * @return a set with the names of the preparation's classes
   * @throws IOException naming the file that is missing, no image, damaged or too large
   * @throws IllegalArgumentException if there are more than a set holds
   */
  public static Images read(List<Path> files, Preparation preparation) throws IOException {
    return readSet(files, preparation)
        .normalize(
            Normalization.values(preparation.mean()),
            Normalization.values(preparation.standardDeviation()));
  }

  /**
   * The same not normalised.
   *
   * @throws IOException naming the file that is missing, no image, damaged or too large
   * @throws IllegalArgumentException if there are more than a set holds
   */
  public static ImageSet readSet(List<Path> files, Preparation preparation) throws IOException {
    int height = preparation.input().height();
    int width = preparation.input().width();
    int length = preparation.channels() * height * width;
    byte[] pixels = ImageMemory.pixels(files.size(), preparation.channels(), height, width);
    for (int i = 0; i < files.size(); i++) {
      Picture picture = PictureReader.read(files.get(i));
      System.arraycopy(prepared(files.get(i), picture, preparation), 0, pixels, i * length, length);
    }
    List<String> classNames =
        preparation.classNames().isEmpty() ? NO_CLASSES : preparation.classNames();
    ImageHeader header =
        new ImageHeader("images", preparation.channels(), height, width, classNames, preparation);
    return new ImageSet(header, pixels, new byte[files.size()]);
  }

  private static byte[] prepared(Path file, Picture picture, Preparation preparation)
      throws IOException {
    try {
      return preparation.apply(picture);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads pictures in one size, all with label 0, as torchvision evaluates: resized until they
   * cover 256/224 of the size, of which the middle is cut out ({@link Preparation#of(int, int,
   * int)}). {@link Framing} names other ways, for {@link #read(List, Preparation)}.
   *
   * @param channels 1 for grey (Rec. 601 luma) or 3 for RGB
   * @param height in pixels
   * @param width in pixels
   * @throws IOException naming the file that is missing, no image, damaged or too large
   * @throws IllegalArgumentException if there are more than a set holds
   */
  public static ImageSet read(
      List<Path> files, int channels, int height, int width, List<String> classNames)
      throws IOException {
    return readSet(files, Preparation.of(channels, height, width).withClasses(classNames));
  }
}
