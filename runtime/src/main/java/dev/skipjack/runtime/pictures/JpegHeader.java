package dev.skipjack.runtime.pictures;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the segments of a JPEG before its image say of its colours and orientation (ITU-T T.81,
 * annex B; JFIF; Adobe's technical note 5116).
 *
 * @param components of a pixel; 0 if that is not said
 * @param isPlainJfif whether it is JFIF without Adobe's marker and without a profile, of whose
 *     colours nobody thinks otherwise
 * @param orientation as the Exif data say
 */
record JpegHeader(int components, Encoding encoding, boolean isPlainJfif, Orientation orientation) {
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final int TRANSFORM_AT = 11;

  /** How the first three components say a colour. */
  enum Encoding {
    /** Themselves: grey, red green blue, or cyan magenta yellow. */
    PLAIN,
    /** As luma and two differences of colour. */
    LUMA
  }

  /** Says what it finds; what is not as it should be ends the search. */
  static JpegHeader of(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file); // big endian
    boolean jfif = false;
    boolean profile = false;
    int transform = -1;
    int components = 0;
    int identifiers = 0;
    Orientation orientation = null;
    int at = 2;
    while (at + 4 <= file.length && file[at] == (byte) 0xff) {
      int marker = Byte.toUnsignedInt(file[at + 1]);
      if (marker == 0xff) {
        at++; // a fill byte
        continue;
      }
      if (marker == 0xda) {
        break; // the image begins
      }
      int content = at + 4;
      int end = at + 2 + Short.toUnsignedInt(bytes.getShort(at + 2));
      if (end > file.length) {
        break;
      }
      if (marker == 0xe0 && begins(file, content, end, JFIF)) {
        jfif = true;
      } else if (marker == 0xe1 && orientation == null && begins(file, content, end, EXIF)) {
        int exif = content + EXIF.length;
        orientation = Exif.ofTiff(bytes.slice(exif, end - exif));
      } else if (marker == 0xe2 && begins(file, content, end, PROFILE)) {
        profile = true;
      } else if (marker == 0xee
          && begins(file, content, end, ADOBE)
          && content + TRANSFORM_AT < end) {
        transform = Byte.toUnsignedInt(file[content + TRANSFORM_AT]);
      } else if (isFrame(marker) && content + 6 <= end) {
        components = Byte.toUnsignedInt(file[content + 5]);
        for (int i = 0; i < 3 && content + 6 + 3 * i < end; i++) {
          identifiers = identifiers << 8 | Byte.toUnsignedInt(file[content + 6 + 3 * i]);
        }
      }
      at = end;
    }
    return new JpegHeader(
        components,
        encoding(components, jfif, transform, identifiers),
        jfif && transform < 0 && !profile,
        orientation == null ? Orientation.UPRIGHT : orientation);
  }

  private static boolean begins(byte[] file, int from, int end, byte[] prefix) {
    int to = from + prefix.length;
    return to <= end && Arrays.equals(file, from, to, prefix, 0, prefix.length);
  }

  /** Start of frame: 0xc0 to 0xcf but for the tables and extensions among them. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** As libjpeg decides (jdapimin.c, default_decompress_parms), and with it Pillow. */
  private static Encoding encoding(int components, boolean jfif, int transform, int identifiers) {
    boolean luma =
        switch (components) {
          case 3 -> jfif || (transform >= 0 ? transform != 0 : identifiers != 0x524742); // "RGB"
          case 4 -> transform > 0;
          default -> false;
        };
    return luma ? Encoding.LUMA : Encoding.PLAIN;
  }
}
