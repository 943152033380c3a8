package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A CRC-32C of all bytes of a file, header and tensors, that stands in the file's own metadata:
 * eight hexadecimal digits, which count as zeros. It finds every flipped bit, every burst of up to
 * 32 bits, and all other damage but in one of 4 billion cases, except in its own key: a file whose
 * key is damaged has no checksum. It is no protection from malice.
 */
final class Checksum {
  static final String KEY = "skipjack.crc32c";

  /** What stands there until all of the file is known. */
  static final String NONE = "00000000";

  private static final String CAUSE =
      "it is damaged, or a program that changed it kept '" + KEY + "' in its metadata";

  private static final int PIECE_BYTES = 1 << 18;

  private final CRC32C crc = new CRC32C();

  /** Where the digits are in the file. */
  private final long place;

  /**
   * @param header of a file, with {@link #NONE} for the first of its metadata
   */
  Checksum(ByteBuffer header) {
    this.place = place(header);
  }

  private static int place(ByteBuffer header) {
    String text = StandardCharsets.ISO_8859_1.decode(header.duplicate()).toString();
    String before = "\"" + KEY + "\":\"";
    int at = text.indexOf(before);
    return at < 0 ? -1 : at + before.length();
  }

  /** Passes on what is written, and adds it up. */
  WritableByteChannel over(WritableByteChannel channel) {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer written = bytes.duplicate();
        int count = channel.write(bytes);
        crc.update(written.limit(written.position() + count));
        return count;
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /** Writes the digits to their place. */
  void writeTo(FileChannel channel) throws IOException {
    ByteBuffer digits = ByteBuffer.wrap(text().getBytes(StandardCharsets.US_ASCII));
    while (digits.hasRemaining()) {
      channel.write(digits, place + digits.position());
    }
  }

  private String text() {
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /**
   * Whether a file says its checksum as it is written here; a program that wrote its header anew
   * may have left it out.
   *
   * @param headerBytes how many of its first bytes are its header
   */
  static boolean isIn(FileChannel channel, long headerBytes) throws IOException {
    return place(header(channel, headerBytes)) >= 0;
  }

  private static ByteBuffer header(FileChannel channel, long headerBytes) throws IOException {
    ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
    readFully(channel, header, 0);
    return header.flip();
  }

  /**
   * Reads all of a file.
   *
   * @param headerBytes how many of its first bytes are its header
   * @return why it is not what was written, or null if it is
   */
  static String problem(FileChannel channel, long headerBytes) throws IOException {
    ByteBuffer header = header(channel, headerBytes);
    Checksum checksum = new Checksum(header);
    if (checksum.place < 0) {
      return "it has no checksum '" + KEY + "': it is no checkpoint";
    }
    int place = (int) checksum.place;
    byte[] digits = new byte[Math.min(NONE.length(), header.limit() - place)];
    header.get(place, digits);
    String stored = new String(digits, StandardCharsets.ISO_8859_1);
    if (!stored.matches("[0-9a-f]{8}")) {
      return "its checksum is not eight hexadecimal digits: " + CAUSE;
    }
    header.put(place, NONE.getBytes(StandardCharsets.US_ASCII));
    checksum.crc.update(header);
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    for (long at = headerBytes; at < channel.size(); at += piece.limit()) {
      readFully(channel, piece.clear().limit((int) Math.min(PIECE_BYTES, channel.size() - at)), at);
      checksum.crc.update(piece.flip());
    }
    return stored.equals(checksum.text())
        ? null
        : "its checksum is " + checksum.text() + ", but " + stored + " was written: " + CAUSE;
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    int begin = into.position();
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position() - begin) < 0) {
        throw new IOException("it ends at byte " + (position + into.position() - begin));
      }
    }
  }
}
