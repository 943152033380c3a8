package dev.skipjack.runtime.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Goes through the chunks of a PNG, whose checksums the JDK does not look at (PNG, third edition,
 * section 5.3).
 */
final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;

  /** Length, kind and checksum. */
  private static final int FRAME_BYTES = 12;

  private PngChunks() {}

  /**
   * Checks every chunk.
   *
   * @return what the Exif data say
   * @throws IOException if a checksum is wrong or the end is missing
   */
  static Orientation check(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    Orientation orientation = Orientation.UPRIGHT;
    int at = SIGNATURE_BYTES;
    while (at + FRAME_BYTES <= file.length) {
      int length = bytes.getInt(at);
      if (length < 0 || length > file.length - at - FRAME_BYTES) {
        break;
      }
      String kind = new String(file, at + 4, 4, StandardCharsets.US_ASCII);
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, 4 + length);
      if ((int) crc.getValue() != bytes.getInt(at + 8 + length)) {
        throw new IOException(
            String.format(
                Locale.ROOT, "the checksum of its chunk %s at byte %d is wrong", kind, at));
      }
      if (kind.equals("eXIf")) {
        orientation = Exif.ofTiff(bytes.slice(at + 8, length));
      }
      if (kind.equals("IEND")) {
        return orientation;
      }
      at += FRAME_BYTES + length;
    }
    throw new IOException("it ends in its chunk at byte " + at);
  }
}
