package dev.skipjack.runtime.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds the orientation in a file's Exif data: in JPEG's APP1 segment, in PNG's eXIf chunk, or in a
 * TIFF file, whose format Exif data have (TIFF 6.0, section 2). Data that are not as they should be
 * say nothing, as for Pillow.
 */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private Exif() {}

  /** Of Exif data alone, or of a TIFF file. */
  static Orientation ofTiff(ByteBuffer data) {
    if (data.limit() < 8) {
      return Orientation.UPRIGHT;
    }
    int order = data.order(ByteOrder.BIG_ENDIAN).getShort(0);
    data.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(data.getInt(4));
    if (data.getShort(2) != 42 || directory + 2 > data.limit()) {
      return Orientation.UPRIGHT;
    }
    int entries = Short.toUnsignedInt(data.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (entry + ENTRY_BYTES > data.limit()) {
        break;
      }
      int at = (int) entry;
      if (Short.toUnsignedInt(data.getShort(at)) == ORIENTATION && data.getShort(at + 2) == SHORT) {
        return Orientation.of(data.getShort(at + 8));
      }
    }
    return Orientation.UPRIGHT;
  }
}
