package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a case reads or writes. */
record CaseOperand(Kind kind, long... shape) {
  /** What decides where it lies and which values it may have. */
  private enum Kind {
    /** May be a part of a slab. */
    MAP,
    /** Always dense. */
    VECTOR,
    /** Dense, and positive by so much that differences make sense. */
    VARIANCE,
    /** Dense, with a zero among three or more, by which no kernel may divide. */
    GAMMA,
    /** The same, with some so large that values lie beyond a ReLU6's ceiling. */
    LARGE_GAMMA
  }

  static CaseOperand map(long... shape) {
    return new CaseOperand(Kind.MAP, shape);
  }

  /** A parameter or another value for each channel. */
  static CaseOperand vector(long... shape) {
    return new CaseOperand(Kind.VECTOR, shape);
  }

  /** Mean, variance, gamma and beta. */
  static List<CaseOperand> batchNorm(long channels) {
    return List.of(
        vector(channels),
        new CaseOperand(Kind.VARIANCE, channels),
        new CaseOperand(Kind.GAMMA, channels),
        vector(channels));
  }

  /** The same of one that ends with a ReLU6, or with another activation, or with null. */
  static List<CaseOperand> batchNorm(long channels, ActivationSpec activation) {
    List<CaseOperand> operands = new ArrayList<>(batchNorm(channels));
    if (activation != null && activation.kind() == ActivationSpec.Kind.RELU6) {
      operands.set(2, new CaseOperand(Kind.LARGE_GAMMA, channels));
    }
    return operands;
  }

  static List<CaseOperand> maps(long[]... shapes) {
    return Arrays.stream(shapes).map(CaseOperand::map).toList();
  }

  int length() {
    return (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Of a map; a parameter counts as one. */
  int images() {
    return kind == Kind.MAP ? (int) shape[0] : 1;
  }

  INDArray array(TestArrays arrays) {
    return kind == Kind.MAP ? arrays.map(shape) : arrays.dense(shape);
  }

  double[] random(long seed) {
    double[] values = TestArrays.random(length(), seed);
    if (kind == Kind.VARIANCE) {
      Arrays.setAll(values, i -> 0.3 + Math.abs(values[i]));
    } else if (kind == Kind.GAMMA && values.length > 2) {
      values[1] = 0;
    } else if (kind == Kind.LARGE_GAMMA) {
      Arrays.setAll(values, i -> i % 4 == 1 ? 0 : i % 4 == 2 ? 6 * values[i] : values[i]);
    }
    return values;
  }
}
