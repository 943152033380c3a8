package dev.skipjack.runtime.kernel;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a case reads or writes. */
record Operand(Kind kind, long... shape) {
  /** What decides where it lies and which values it may have. */
  private enum Kind {
    /** May be a part of a slab. */
    MAP,
    /** Always dense. */
    VECTOR,
    /** Dense, and positive by so much that differences make sense. */
    VARIANCE
  }

  static Operand map(long... shape) {
    return new Operand(Kind.MAP, shape);
  }

  /** A parameter or another value for each channel. */
  static Operand vector(long... shape) {
    return new Operand(Kind.VECTOR, shape);
  }

  static Operand variance(long channels) {
    return new Operand(Kind.VARIANCE, channels);
  }

  /** Mean, variance, gamma and beta. */
  static List<Operand> batchNorm(long channels) {
    return List.of(vector(channels), variance(channels), vector(channels), vector(channels));
  }

  static List<Operand> maps(long[]... shapes) {
    return Arrays.stream(shapes).map(Operand::map).toList();
  }

  int length() {
    return (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  INDArray array(TestArrays arrays) {
    return kind == Kind.MAP ? arrays.map(shape) : arrays.dense(shape);
  }

  double[] random(long seed) {
    double[] values = TestArrays.random(length(), seed);
    return kind == Kind.VARIANCE
        ? Arrays.stream(values).map(value -> 0.3 + Math.abs(value)).toArray()
        : values;
  }
}
