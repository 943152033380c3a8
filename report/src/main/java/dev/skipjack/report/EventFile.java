package dev.skipjack.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A file of TensorFlow's records, each of which is written at once and at its end: TensorBoard
 * reads it while it grows, and waits at a record that is not whole. A record is its length (8
 * bytes, little-endian), a checksum of these, the bytes, and a checksum of the bytes; see {@code
 * tensorflow/core/lib/io/record_writer.h}.
 */
final class EventFile implements AutoCloseable {
  private static final int MASK = 0xa282ead8;

  private final Path file;
  private final OutputStream out;

  private EventFile(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Opens a new file, whose name TensorBoard knows by {@code tfevents} and sorts by the seconds
   * behind it; of two of the same second, the later has a higher number at its end.
   *
   * @throws IOException naming the directory and the reason
   */
  static EventFile open(Path directory, Instant now) throws IOException {
    try {
      Files.createDirectories(directory);
      for (int number = 0; ; number++) {
        Path file =
            directory.resolve(
                String.format(
                    Locale.ROOT,
                    "events.out.tfevents.%010d.skipjack.%d.%d",
                    now.getEpochSecond(),
                    ProcessHandle.current().pid(),
                    number));
        if (!Files.exists(file)) {
          return new EventFile(file, Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        }
      }
    } catch (IOException e) {
      throw new IOException("cannot write event files to " + directory + ": " + e, e);
    }
  }

  Path path() {
    return file;
  }

  /** Writes a record. */
  void append(byte[] event) throws IOException {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + event.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(event.length);
    record.putInt(checksum(record.array(), 0, Long.BYTES));
    record.put(event);
    record.putInt(checksum(event, 0, event.length));
    out.write(record.array());
  }

  /** CRC-32C, rotated and shifted, because one of data that hold checksums would mean little. */
  private static int checksum(byte[] bytes, int first, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, first, count);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
