package dev.skipjack.runtime.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the IDX format of MNIST: a magic number, sizes, then bytes, all big endian, plain or
 * gzipped (yann.lecun.com/exdb/mnist, "File formats").
 */
public final class Idx {
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  private Idx() {}

  /**
   * @param images file of {@code [N, height, width]} bytes
   * @param labels file of {@code [N]} bytes
   * @param classNames in the order of the labels
   * @throws IOException naming the file, what it has and what was expected
   */
  public static ImageSet read(Path images, Path labels, List<String> classNames)
      throws IOException {
    return read(images.toString(), images.toUri().toURL(), labels.toUri().toURL(), classNames);
  }

  /** The same from anywhere, for instance the class path; {@code name} is for messages. */
  public static ImageSet read(String name, URL images, URL labels, List<String> classNames)
      throws IOException {
    File image = new File(images, IMAGES_MAGIC, 3);
    File label = new File(labels, LABELS_MAGIC, 1);
    int count = image.sizes[0];
    if (label.sizes[0] != count) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d images, but %s has %d labels",
              images,
              count,
              labels,
              label.sizes[0]));
    }
    ImageHeader header = new ImageHeader(name, 1, image.sizes[1], image.sizes[2], classNames);
    try {
      return new ImageSet(header, image.bytes, label.bytes);
    } catch (IllegalArgumentException e) {
      throw new IOException(labels + ": " + e.getMessage(), e);
    }
  }

  /** One file, read and checked. */
  private static final class File {
    final int[] sizes;
    final byte[] bytes;

    File(URL url, int magic, int dimensions) throws IOException {
      try (InputStream in = open(url)) {
        ByteBuffer head = ByteBuffer.wrap(in.readNBytes((1 + dimensions) * Integer.BYTES));
        if (head.capacity() < (1 + dimensions) * Integer.BYTES || head.getInt() != magic) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s is no IDX file of %s: it should begin with 0x%08x",
                  url,
                  magic == IMAGES_MAGIC ? "images" : "labels",
                  magic));
        }
        this.sizes = new int[dimensions];
        long length = 1;
        for (int i = 0; i < dimensions; i++) {
          sizes[i] = head.getInt();
          length = Math.min(length * Math.max(0, sizes[i]), 1L << 32); // does not overflow
          if (sizes[i] < 1) {
            throw new IOException(
                String.format(Locale.ROOT, "%s: size %d is %d", url, i + 1, sizes[i]));
          }
        }
        this.bytes = allocate(url, length);
        int read = in.readNBytes(bytes, 0, bytes.length);
        if (read < length) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s is truncated: it should have %,d bytes of data, it has %,d",
                  url,
                  length,
                  read));
        }
        if (in.read() >= 0) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s has more than the %,d bytes of data that its header says",
                  url,
                  length));
        }
      } catch (EOFException | ZipException e) {
        throw new IOException(url + " is truncated or corrupt: " + e.getMessage(), e);
      }
    }

    /** A few bytes can claim, and a gzipped file of 2 MB can have, more than there is memory. */
    private static byte[] allocate(URL url, long length) throws IOException {
      if (length > Integer.MAX_VALUE) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s claims more than the %,d bytes of data that a set holds",
                url,
                Integer.MAX_VALUE));
      }
      try {
        return new byte[(int) length];
      } catch (OutOfMemoryError e) { // of one large array, so the heap is as it was
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s claims %,d bytes of data, more than the %,d MiB of this JVM have left: raise -Xmx",
                url,
                length,
                Runtime.getRuntime().maxMemory() >> 20),
            e);
      }
    }

    private static InputStream open(URL url) throws IOException {
      InputStream raw = new BufferedInputStream(url.openStream());
      try {
        raw.mark(2);
        boolean gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        return gzipped ? new GZIPInputStream(raw) : raw;
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    }
  }

  /** {@code directory/name} or {@code directory/name.gz}, whichever there is. */
  static Path find(Path directory, String name) throws NoSuchFileException {
    for (String candidate : List.of(name, name + ".gz")) {
      Path file = directory.resolve(candidate);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new NoSuchFileException(
        directory.resolve(name).toString(), null, "expected this file, plain or with .gz");
  }

  static ImageSet read(Path directory, String prefix, String name, List<String> classNames)
      throws IOException {
    Path images = find(directory, prefix + "-images-idx3-ubyte");
    Path labels = find(directory, prefix + "-labels-idx1-ubyte");
    return read(name, images.toUri().toURL(), labels.toUri().toURL(), classNames);
  }
}
