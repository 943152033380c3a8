package dev.skipjack.runtime.weights;

import java.nio.ByteBuffer;

/** How an element lies in a file, little endian. Networks are written as F32 or F64. */
enum ElementType {
  F32(Float.BYTES),
  F64(Double.BYTES),
  /** IEEE 754 binary16. */
  F16(Short.BYTES),
  /** The upper half of an F32. */
  BF16(Short.BYTES);

  final int width;

  ElementType(int width) {
    this.width = width;
  }

  /** The next element, widened to double. */
  double get(ByteBuffer from) {
    return switch (this) {
      case F32 -> from.getFloat();
      case F64 -> from.getDouble();
      case F16 -> half(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << Short.SIZE);
    };
  }

  /** Only networks are written, so never in half precision. */
  void put(double value, ByteBuffer to) {
    if (this == F64) {
      to.putDouble(value);
    } else {
      to.putFloat((float) value);
    }
  }

  /** Java 20 has it as {@code Float.float16ToFloat}. */
  private static double half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude;
    if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * 0x1p-24; // subnormal
    } else {
      magnitude = Math.scalb(fraction + 0x1p10, exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
