package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.data.ElementView;
import java.io.IOException;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Moves elements between files and arrays in pieces, so that a large tensor exists once. */
final class Elements {
  /** Elements that are on the heap at once, in arrays that share a region of the collector. */
  static final int PIECE = 1 << 14;

  private Elements() {}

  /** Says why a value cannot be what it is to become, or null if it can. */
  interface Rule {
    Rule NONE = value -> null;

    String problem(double value);

    /** This rule, and that a finite value stays finite in an array of this type. */
    default Rule within(DataType type) {
      return type != DataType.FLOAT
          ? this
          : value -> {
            boolean lost = Double.isFinite(value) && Float.isInfinite((float) value);
            return lost ? "which FLOAT cannot hold: compute in DOUBLE" : problem(value);
          };
    }
  }

  /**
   * Reads a tensor into an array of as many elements, dense and in C order.
   *
   * @throws IOException if the file ends before it, or names the first element that breaks the rule
   *     or is finite and beyond the array's type
   */
  static void copy(WeightFile from, StoredTensor tensor, INDArray to, Rule rule)
      throws IOException {
    long length = to.length();
    // Not by an array of ND4J for each piece: their memory would come to be that of the file again.
    ElementView view = length == 0 ? null : ElementView.of(to);
    double[] piece = new double[0];
    for (long first = 0; first < length; first += PIECE) {
      int count = (int) Math.min(PIECE, length - first);
      double[] read = piece.length == count ? piece : new double[count];
      from.read(tensor, first, read);
      piece = read;
      String problem = problem(read, count, first, tensor.shape(), rule.within(to.dataType()));
      if (problem != null) {
        throw from.error("tensor '%s' %s", tensor.name(), problem);
      }
      view.write(read, count, first);
    }
  }

  /** The first element of an array, dense and in C order, that breaks a rule, and why; or null. */
  static String problem(INDArray array, Rule rule) {
    long length = array.length();
    ElementView view = length == 0 ? null : ElementView.of(array);
    double[] piece = new double[(int) Math.min(PIECE, length)];
    for (long first = 0; first < length; first += PIECE) {
      int count = (int) Math.min(PIECE, length - first);
      view.read(first, piece, count);
      String problem = problem(piece, count, first, array.shape(), rule);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  /** For instance {@code has NaN at [2, 0, 1], and would predict NaN}. */
  private static String problem(double[] values, int count, long first, long[] shape, Rule rule) {
    for (int i = 0; i < count; i++) {
      String problem = rule.problem(values[i]);
      if (problem != null) {
        long[] position = new long[shape.length];
        long rest = first + i;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
          position[axis] = rest % shape[axis];
          rest /= shape[axis];
        }
        return "has " + values[i] + " at " + Arrays.toString(position) + ", " + problem;
      }
    }
    return null;
  }
}
