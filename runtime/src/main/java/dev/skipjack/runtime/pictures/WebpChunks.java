package dev.skipjack.runtime.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the chunks of a WebP, whose ends its decoder does not look at (WebP Container
 * Specification: RIFF, a size, WEBP, and chunks of a kind, a size and data of an even length).
 */
final class WebpChunks {
  private static final int HEAD_BYTES = 12;
  private static final int FRAME_BYTES = 8;

  private WebpChunks() {}

  static boolean begin(byte[] file) {
    return file.length >= HEAD_BYTES
        && text(file, 0).equals("RIFF")
        && text(file, FRAME_BYTES).equals("WEBP");
  }

  /**
   * Checks that every chunk is there.
   *
   * @return what the Exif data say
   * @throws IOException if the file ends in a chunk
   */
  static Orientation check(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long end = FRAME_BYTES + Integer.toUnsignedLong(bytes.getInt(4));
    if (end > file.length) {
      throw new IOException(
          "it says that it has " + end + " bytes, but it has " + file.length + " of them");
    }
    Orientation orientation = Orientation.UPRIGHT;
    long at = HEAD_BYTES;
    while (at + FRAME_BYTES <= end) {
      int chunk = (int) at;
      long length = Integer.toUnsignedLong(bytes.getInt(chunk + 4));
      if (length > end - at - FRAME_BYTES) {
        throw new IOException("it ends in its chunk at byte " + at);
      }
      if (text(file, chunk).equals("EXIF")) {
        orientation = Exif.ofTiff(bytes.slice(chunk + FRAME_BYTES, (int) length));
      }
      at += FRAME_BYTES + length + (length & 1);
    }
    return orientation;
  }

  private static String text(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }
}
