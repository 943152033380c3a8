package dev.skipjack.runtime.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How an element lies in a file, little endian: every type of the format (safetensors, tensor.rs,
 * Dtype). Networks are written as F32 or F64, and read from those {@link #isReadable} allows.
 */
enum ElementType {
  BOOL(8),
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  U8(8),
  I8(8),
  F8_E5M2(8),
  F8_E4M3(8),
  F8_E8M0(8),
  F8_E4M3FNUZ(8),
  F8_E5M2FNUZ(8),
  I16(16),
  U16(16),
  /** IEEE 754 binary16. */
  F16(16),
  /** The upper half of an F32. */
  BF16(16),
  I32(32),
  U32(32),
  F32(32),
  C64(64),
  F64(64),
  I64(64),
  U64(64);

  /** What {@link #get} reads. */
  static final List<ElementType> READABLE = List.of(F32, F64, F16, BF16);

  final int bits;

  ElementType(int bits) {
    this.bits = bits;
  }

  /** The type of this name, or null. */
  static ElementType of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findAny().orElse(null);
  }

  /** Whether its elements are real numbers of 16 bits or more. */
  boolean isReadable() {
    return READABLE.contains(this);
  }

  /** Bytes of an element of a readable type. */
  int width() {
    return bits / Byte.SIZE;
  }

  /** The next element of a readable type, widened to double. */
  double get(ByteBuffer from) {
    return switch (this) {
      case F32 -> from.getFloat();
      case F64 -> from.getDouble();
      case F16 -> half(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << Short.SIZE);
      default -> throw new IllegalStateException(this + " is not read");
    };
  }

  /** Only networks are written, so as F32 or F64. */
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
