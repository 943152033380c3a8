package dev.skipjack.examples;

import java.util.Locale;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.ndarray.INDArray;

/** All bits of some arrays, none of which may hold NaN. */
final class Digest {
  private final CRC32 crc = new CRC32();
  private boolean hasNan;

  void add(INDArray array) {
    float[] values = array.dup('c').data().asFloat();
    for (float value : values) {
      hasNan |= Float.isNaN(value);
      int bits = Float.floatToRawIntBits(value);
      crc.update(bits);
      crc.update(bits >>> 8);
      crc.update(bits >>> 16);
      crc.update(bits >>> 24);
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%08x%s", crc.getValue(), hasNan ? "-with-NaN" : "");
  }
}
