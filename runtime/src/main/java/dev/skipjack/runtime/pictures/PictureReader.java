package dev.skipjack.runtime.pictures;

import dev.skipjack.runtime.kernel.Settings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads pictures: whatever {@code javax.imageio} knows, PNG, JPEG, GIF, BMP and TIFF among them,
 * and WebP where {@code com.github.usefulness:webp-imageio} is on the class path. They come
 * upright, as their Exif data say (torchvision leaves them as the camera was held). Samples are
 * those of the file: colour profiles and gamma are passed over, 16 bits are scaled to 8,
 * transparency is dropped, and four inks become RGB, as Pillow does with {@code convert("RGB")}.
 *
 * <p>Nothing is guessed: a file that is cut, or whose data the decoder had to mend, is refused.
 * Before a picture is decoded its size is compared with {@link Settings#picturePixels}: at most
 * 178,956,970 pixels (Pillow's limit), unless {@code -Dskipjack.picture.pixels} says otherwise. The
 * file and its samples are on the heap meanwhile.
 */
public final class PictureReader {
  private static final int MEBI = 1 << 20;
  private static final String NO_PICTURE = " is not an image that Java can read; convert it to PNG";
  private static final String NO_WEBP =
      " is WebP, which Java reads with com.github.usefulness:webp-imageio on the class path: add"
          + " that, or convert the file to PNG";

  private final String file;
  private final byte[] bytes;
  private final int most = Settings.picturePixels();

  /** Whether samples are classes: what a palette means does not matter. */
  private final boolean labels;

  /** What the decoder mended, or null. */
  private String warning;

  private PictureReader(String file, byte[] bytes, boolean labels) {
    this.file = file;
    this.bytes = bytes;
    this.labels = labels;
  }

  /**
   * Reads a picture.
   *
   * @throws IOException naming the file and the reason: it is missing, no picture, cut, damaged,
   *     too large, or of other colours than grey or RGB
   * @throws IllegalArgumentException if the setting of the most pixels means nothing
   */
  public static Picture read(Path file) throws IOException {
    return read(file, false);
  }

  /**
   * Reads a label map for segmentation, whose samples are classes: of a file with a palette the
   * numbers of its colours, of a grey one its levels, of 1, 2 or 4 bits too, as they are.
   *
   * @return grey, upright
   * @throws IOException as {@link #read(Path)}; or naming the file if it has colours without a
   *     palette or more than 8 bits, or is JPEG, which does not keep samples
   */
  public static Picture readLabels(Path file) throws IOException {
    return read(file, true);
  }

  private static Picture read(Path file, boolean labels) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, Files.isDirectory(file) ? "is a directory" : "no such image");
    }
    try {
      return new PictureReader(file.toString(), Files.readAllBytes(file), labels).read();
    } catch (OutOfMemoryError e) { // of one large array, so the heap is as it was
      throw new IOException(tooLarge(file.toString()), e);
    }
  }

  /**
   * Reads the bytes of a picture file to their end; whoever opened the stream closes it.
   *
   * @throws IOException as {@link #read(Path)}, naming "the picture"
   * @throws IllegalArgumentException if the setting of the most pixels means nothing
   */
  public static Picture read(InputStream bytes) throws IOException {
    String name = "the picture";
    try {
      return new PictureReader(name, bytes.readAllBytes(), false).read();
    } catch (OutOfMemoryError e) { // of one large array, so the heap is as it was
      throw new IOException(tooLarge(name), e);
    }
  }

  private static String tooLarge(String file) {
    return String.format(
        Locale.ROOT,
        "%s needs more memory than this JVM has left of its %,d MiB: raise -Xmx",
        file,
        Runtime.getRuntime().maxMemory() / MEBI);
  }

  private Picture read() throws IOException {
    try (ImageInputStream in = new HeapImageInputStream(bytes)) {
      ImageReader reader = reader(in);
      try {
        reader.setInput(in, true, true);
        return read(reader);
      } finally {
        reader.dispose();
      }
    }
  }

  /** The JDK's own where there is one: what else is on the class path must not change samples. */
  private ImageReader reader(ImageInputStream in) throws IOException {
    ImageReader first = null;
    for (Iterator<ImageReader> all = ImageIO.getImageReaders(in); all.hasNext(); ) {
      ImageReader reader = all.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()) {
        return reader;
      }
      first = first == null ? reader : first;
    }
    if (first == null) {
      throw new IOException(file + (WebpChunks.begin(bytes) ? NO_WEBP : NO_PICTURE));
    }
    return first;
  }

  private Picture read(ImageReader reader) throws IOException {
    try {
      Size size = new Size(reader.getHeight(0), reader.getWidth(0));
      checkSize(size);
      reader.addIIOReadWarningListener(new Mended());
      String format = reader.getFormatName().toLowerCase(Locale.ROOT);
      if (format.equals("jpeg") && labels) {
        throw noLabels("JPEG does not keep samples");
      }
      if (format.equals("jpeg") && reader.canReadRaster()) {
        return jpeg(reader, size);
      }
      Orientation orientation = orientation(format, size);
      BufferedImage image = reader.read(0);
      checkWarning();
      if (labels && !Samples.areIndices(image)) {
        throw noLabels("it has colours without a palette, or more than 8 bits");
      }
      return orientation.apply(labels ? Samples.indices(image) : Samples.of(image));
    } catch (TooLargeException | NoLabelsException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // the decoders throw all sorts
      checkMemory(file, e);
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is truncated or corrupt, or of a kind that Java cannot read: %s",
              file,
              e.getMessage()),
          e);
    }
  }

  /**
   * The decoder's own colours where they are libjpeg's, which may have vector instructions for
   * them; else ours. Pixels lie as it gives them: in another order it would copy them twice.
   */
  private Picture jpeg(ImageReader reader, Size size) throws IOException {
    JpegHeader header = JpegHeader.of(bytes);
    Picture stored;
    if (header.components() == 3 && header.isPlainJfif()) {
      BufferedImage image = Samples.interleavedRgb(size);
      ImageReadParam parameters = reader.getDefaultReadParam();
      parameters.setDestination(image);
      reader.read(0, parameters);
      stored = Samples.of(image);
    } else {
      stored = JpegSamples.of(reader.readRaster(0, null), header);
    }
    checkWarning();
    return header.orientation().apply(stored);
  }

  private void checkWarning() throws IOException {
    if (warning != null) {
      throw new IOException(warning);
    }
  }

  /** Some decoders report it as damage of the file. */
  private static void checkMemory(String file, Throwable problem) throws TooLargeException {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        TooLargeException tooLarge = new TooLargeException(tooLarge(file));
        tooLarge.initCause(cause);
        throw tooLarge;
      }
    }
  }

  private Orientation orientation(String format, Size size) throws IOException {
    return switch (format) {
      case "png" -> PngChunks.check(bytes);
      case "webp" -> WebpChunks.check(bytes);
      case "tiff", "tif" -> Exif.ofTiff(ByteBuffer.wrap(bytes));
      case "gif" -> gif(size);
      default -> Orientation.UPRIGHT;
    };
  }

  /** The first frame of a GIF is all that is read, so it must be the whole picture. */
  private Orientation gif(Size frame) throws IOException {
    ByteBuffer screen = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int width = Short.toUnsignedInt(screen.getShort(6));
    int height = Short.toUnsignedInt(screen.getShort(8));
    if (frame.height() < height || frame.width() < width) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its first frame of %s is a part of its %dx%d: convert it to PNG",
              frame,
              height,
              width));
    }
    return Orientation.UPRIGHT;
  }

  private void checkSize(Size size) throws TooLargeException {
    long pixels = (long) size.height() * size.width();
    if (pixels > most) {
      throw new TooLargeException(
          String.format(
              Locale.ROOT,
              "%s has %s pixels, %,d of them, but at most %,d are read:"
                  + " -D%s=%d raises that, if you trust the file",
              file,
              size,
              pixels,
              most,
              Settings.PICTURE_PIXELS,
              pixels));
    }
  }

  private NoLabelsException noLabels(String why) {
    return new NoLabelsException(
        file
            + " is no label map: "
            + why
            + "; write it as PNG with a palette or in 8 bits of grey, where a sample is a class");
  }

  /** Its message is complete. */
  private static final class NoLabelsException extends IOException {
    private static final long serialVersionUID = 1;

    NoLabelsException(String message) {
      super(message);
    }
  }

  /** Its message is complete. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
      super(message);
    }
  }

  /** Decoders go on after damage, and only warn. Of profiles and thumbnails nothing is used. */
  private final class Mended implements IIOReadWarningListener {
    @Override
    public void warningOccurred(ImageReader source, String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      if (warning == null && !lower.contains("profile") && !lower.contains("thumbnail")) {
        warning = text;
      }
    }
  }
}
