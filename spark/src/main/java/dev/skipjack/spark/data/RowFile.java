package dev.skipjack.spark.data;

import dev.skipjack.runtime.data.StoredImages;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * The images of all rows in a file of its own, as they came, and in which order they are to be
 * used: by a digest of label and values, which is the same wherever a row was, and whatever it is
 * called there.
 */
final class RowFile implements Closeable {
  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong(Entry::first)
          .thenComparingLong(Entry::second)
          .thenComparingInt(Entry::place);

  private final Path directory;
  private final Path file;
  private final List<Entry> entries;

  /**
   * An image.
   *
   * @param first bits of the digest
   * @param second bits of the digest
   * @param place in the file; it orders equal images, for which it is all one
   */
  private record Entry(long first, long second, int label, int place) {}

  private RowFile(Path directory, Path file, List<Entry> entries) {
    this.directory = directory;
    this.file = file;
    this.entries = entries;
  }

  /**
   * Stores images.
   *
   * @param length of each, in bytes
   * @throws IOException naming the file; it is gone then
   */
  static RowFile write(Iterator<ImageRow> rows, int length) throws IOException {
    Path directory = Files.createTempDirectory(disk(), "skipjack-rows-");
    Path temporary = directory.resolve("images.tmp");
    RowFile file = new RowFile(directory, directory.resolve("images"), new ArrayList<>());
    try {
      try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        MessageDigest digest = sha256();
        while (rows.hasNext()) {
          ImageRow row = rows.next();
          if (row.values().length != length) {
            throw new IOException(
                "an image of " + row.values().length + " bytes came, expected " + length);
          }
          stream.write(row.values());
          file.entries.add(entry(digest, row, file.entries.size()));
        }
      }
      Files.move(temporary, file.file, StandardCopyOption.ATOMIC_MOVE);
      file.entries.sort(ORDER);
      return file;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      file.close();
      throw e;
    }
  }

  private static Entry entry(MessageDigest digest, ImageRow row, int place) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(row.label()).flip());
    ByteBuffer bits = ByteBuffer.wrap(digest.digest(row.values()));
    return new Entry(bits.getLong(), bits.getLong(), row.label(), place);
  }

  /** Where Spark's own files are: it deletes them with the application, however that ends. */
  private static Path disk() {
    SparkEnv spark = SparkEnv.get();
    return Path.of(
        spark == null
            ? System.getProperty("java.io.tmpdir")
            : spark.blockManager().diskBlockManager().localDirsString()[0]);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }

  /** Opens the images, in their order. */
  StoredImages open(
      String name, StoredImages.Format format, List<String> classNames, Preparation preparation)
      throws IOException {
    int[] places = entries.stream().mapToInt(Entry::place).toArray();
    int[] labels = entries.stream().mapToInt(Entry::label).toArray();
    return StoredImages.open(name, file, format, places, labels, classNames, preparation);
  }

  Path path() {
    return file;
  }

  /** Deletes the file. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(directory);
  }
}
