package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Labelled images of one size in a file: what an {@link ImageSet} is, for those that have no room
 * in memory, or whose values are no bytes. One is read when a batch needs it. Order, batches and
 * fingerprint are those of an {@code ImageSet} of the same images.
 *
 * <p>The file has nothing but the values, an image after another, {@code [channels, height, width]}
 * in C order: unsigned bytes, or big-endian floats. It must not change meanwhile. Several threads
 * read it; parts of a set share it.
 */
public final class StoredImages implements Dataset, Closeable {
  private final ImageHeader header;
  private final Format format;
  private final Path path;
  private final RandomAccessFile file;
  private final int[] places;
  private final Labels labels;

  /** What a value of an image is in the file. */
  public enum Value {
    /** 0 to 255, of which a network sees 0 to 1, normalised. */
    BYTE(1),
    /** Any number, which a network sees normalised. */
    FLOAT(Float.BYTES);

    private final int bytes;

    Value(int bytes) {
      this.bytes = bytes;
    }

    /** How long it is. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * What each image of a file is.
   *
   * @param height in pixels, as width
   */
  public record Format(Value value, int channels, int height, int width) implements Serializable {
    /** Values of an image. */
    public int values() {
      return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    /** Bytes of an image in the file. */
    public int length() {
      return Math.multiplyExact(value.bytes(), values());
    }

    /** For instance {@code 3x32x32}. */
    @Override
    public String toString() {
      return channels + "x" + height + "x" + width;
    }
  }

  private StoredImages(
      ImageHeader header,
      Format format,
      Path path,
      RandomAccessFile file,
      int[] places,
      Labels labels) {
    this.header = header;
    this.format = format;
    this.path = path;
    this.file = file;
    this.places = places;
    this.labels = labels;
  }

  /**
   * Opens a file.
   *
   * @param name for messages
   * @param places of each image the number that it has in the file, from 0
   * @param labels of each image, from 0 to the number of classes - 1, or {@link #UNLABELLED}
   * @param classNames in the order of the labels
   * @param preparation how pictures became these images, before they are normalised; null if that
   *     is not known
   * @throws IOException naming the file, if it cannot be read, or has not all of these images
   * @throws IllegalArgumentException if a label is no class, a size is not positive, or there is
   *     not one label for each image
   */
  public static StoredImages open(
      String name,
      Path path,
      Format format,
      int[] places,
      int[] labels,
      List<String> classNames,
      Preparation preparation)
      throws IOException {
    ImageHeader header = header(name, format, classNames, preparation);
    if (places.length != labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: %d images have %d labels", name, places.length, labels.length));
    }
    Labels compact = Labels.compact(name, 1, labels, classNames.size(), false);
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    StoredImages images = new StoredImages(header, format, path, file, places.clone(), compact);
    try {
      images.checkLength();
      return images;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static ImageHeader header(
      String name, Format format, List<String> classNames, Preparation preparation) {
    return new ImageHeader(
        name, format.channels(), format.height(), format.width(), classNames, preparation);
  }

  private void checkLength() throws IOException {
    long stored = file.length() / format.length();
    for (int place : places) {
      if (place < 0 || place >= stored) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s has %,d images %s, no image %d", path, stored, format, place));
      }
    }
  }

  @Override
  public String name() {
    return header.name();
  }

  @Override
  public int size() {
    return places.length;
  }

  @Override
  public List<String> classNames() {
    return header.classNames();
  }

  public Format format() {
    return format;
  }

  @Override
  public int label(int index) {
    return labels.get(index);
  }

  /** How pictures became these images, before they are normalised; null if that is not known. */
  Preparation preparation() {
    return header.preparation();
  }

  /**
   * Reads an image as it lies in the file.
   *
   * @param into of the format's length
   * @throws IOException naming the file
   */
  void read(int index, byte[] into) throws IOException {
    try {
      synchronized (file) { // no channel: an interrupted thread would close it for all others
        file.seek((long) places[index] * into.length);
        file.readFully(into);
      }
    } catch (IOException e) {
      throw new IOException(path + ": image " + places[index] + " cannot be read", e);
    }
  }

  /**
   * A copy of an image as a picture.
   *
   * @throws IllegalStateException if its values are no bytes, or it has neither 1 nor 3 channels
   */
  @Override
  public Item item(int index) throws IOException {
    if (format.value() != Value.BYTE || format.channels() != 1 && format.channels() != 3) {
      throw new IllegalStateException(
          this + ": images are pictures if they are bytes and have 1 or 3 channels");
    }
    Size size = new Size(format.height(), format.width());
    byte[] samples = new byte[format.length()];
    read(index, samples);
    return new Item(new Picture(format.channels(), size, samples), label(index));
  }

  /** Some of the images, in the same file. */
  @Override
  public StoredImages select(String newName, int[] indices) {
    int[] selected = Arrays.stream(indices).map(index -> places[index]).toArray();
    return new StoredImages(
        header(newName, format, classNames(), header.preparation()),
        format,
        path,
        file,
        selected,
        labels.select(indices, 1));
  }

  /** {@inheritDoc} In the same file. */
  @Override
  public StoredImages ignoring(String className) {
    int ignored = IgnoredClass.find(this, className);
    List<String> rest = IgnoredClass.rest(classNames(), ignored);
    return new StoredImages(
        header(name(), format, rest, header.preparation()),
        format,
        path,
        file,
        places,
        labels.without(ignored, classes()));
  }

  /** {@inheritDoc} Of bytes it is that of an {@link ImageSet} of the same images. */
  @Override
  public String fingerprint() {
    Fingerprint fingerprint =
        Fingerprint.of(this).add(format.channels()).add(format.height()).add(format.width());
    byte[] image = new byte[format.length()];
    try {
      for (int i = 0; i < size(); i++) {
        read(i, image);
        fingerprint.add(image, 0, image.length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fingerprint.toString();
  }

  /** Closes the file, for all parts that were selected too; it stays where it is. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  /** For instance {@code rows: 8000 images 1x28x28 in a file, 10 classes}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %d images %s in a file, %d classes", name(), size(), format, classes());
  }
}
