package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads safetensors: the whole header when it opens, and of the elements only what is asked for, so
 * that a file of any size takes little memory. The format is described in {@link
 * SafetensorsWriter}, its rules are checked by {@link HeaderParser} and {@link SafetensorsHeader}.
 */
final class SafetensorsReader implements WeightFile {
  private static final int PIECE_BYTES = 1 << 20;

  private final Path file;
  private FileChannel channel;

  /** Which file it is, as far as the system tells. */
  private final List<Object> identity;

  private boolean isClosed;
  private final SafetensorsHeader header;

  /** Of the first byte behind the header. */
  private final long data;

  /** For all pieces: one for each would be garbage of the size of the file. */
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  /** Takes over the channel. */
  private SafetensorsReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.identity = identity(file);
    long size = channel.size();
    require(size >= SafetensorsHeader.LENGTH_BYTES, "it has %d bytes, too few for a header", size);
    long length = readFully(0, SafetensorsHeader.LENGTH_BYTES).getLong(); // unsigned in the file
    require(
        length >= 0 && length <= SafetensorsHeader.MOST_BYTES,
        "its header claims %s bytes, the format allows %d: it is no safetensors file, nor one of"
            + " torch.save",
        Long.toUnsignedString(length),
        SafetensorsHeader.MOST_BYTES);
    require(
        length > 1 && length <= size - SafetensorsHeader.LENGTH_BYTES,
        "its header claims %d bytes, the file has %d",
        length,
        size);
    this.data = SafetensorsHeader.LENGTH_BYTES + length;
    ByteBuffer json = readFully(SafetensorsHeader.LENGTH_BYTES, (int) length);
    SafetensorsHeader read;
    try {
      read = HeaderParser.parse(json).checked(size - data);
    } catch (IOException e) {
      throw new IOException(text(e.getMessage()), e);
    }
    this.header = read;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  static SafetensorsReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("cannot read the weights in " + file + ": it is a directory");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (FileSystemException e) {
      throw WeightFile.notOpened(file, e);
    }
    try {
      return new SafetensorsReader(file, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void check() throws IOException {
    String problem = problem(false);
    require(
        problem == null,
        "%s%n  Fetch it again, or, if another program wrote it, take '%s' out of its metadata",
        problem,
        Checksum.KEY);
  }

  /**
   * Reads all of the file, which was written with a {@link Checksum}.
   *
   * @throws IOException if it is not what was written, or has none
   */
  void checkWritten() throws IOException {
    String problem = problem(true);
    require(problem == null, "%s", problem);
  }

  /** What the checksum finds, or null; also where there is none, unless it is needed. */
  private String problem(boolean isNeeded) throws IOException {
    try {
      return isNeeded || Checksum.isIn(channel, data) ? Checksum.problem(channel, data) : null;
    } catch (ClosedChannelException e) { // by an interrupt: who called tries again
      throw e;
    } catch (IOException e) {
      throw new IOException(text(e.getMessage()), e);
    }
  }

  @Override
  public List<StoredTensor> tensors() {
    return header.tensors();
  }

  @Override
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public void read(StoredTensor tensor, long first, double[] to) throws IOException {
    ElementType type = tensor.type();
    long position = data + tensor.begin() + first * type.width();
    ByteBuffer bytes = readFully(position, to.length * type.width());
    Arrays.setAll(to, i -> type.get(bytes));
  }

  @Override
  public IOException error(String message, Object... arguments) {
    return new IOException(text(String.format(Locale.ROOT, message, arguments)));
  }

  /** What is read is there until the next call. */
  private ByteBuffer readFully(long position, int length) throws IOException {
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer bytes = buffer.clear();
    while (bytes.position() < length) {
      // in pieces, because the JDK keeps native memory of the size of each read
      bytes.limit(Math.min(length, bytes.position() + PIECE_BYTES));
      int read = Uninterrupted.run(() -> channel().read(bytes, position + bytes.position()));
      require(read >= 0, "it ends at byte %d", position + bytes.position());
    }
    return bytes.flip();
  }

  /** Opened again where an interrupted thread closed it. */
  private FileChannel channel() throws IOException {
    if (!channel.isOpen() && !isClosed) {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      require(identity(file).equals(identity), "it was replaced while it was read");
    }
    return channel;
  }

  private static List<Object> identity(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return Arrays.asList(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
  }

  private void require(boolean condition, String message, Object... arguments) throws IOException {
    if (!condition) {
      throw error(message, arguments);
    }
  }

  private String text(String message) {
    return "cannot read the weights in " + file + ": " + message;
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    channel.close();
  }
}
