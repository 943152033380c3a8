package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.optimizer.Clip;
import dev.skipjack.runtime.kernel.optimizer.ClipSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How large the elements of vectors are at most, in one pass that allocates nothing. */
final class Magnitude implements AutoCloseable {
  private static final int CHUNK = 4096;

  /** What is left between a bound and the largest number of a type. */
  private static final double MARGIN = 1024;

  /** By how much the rounding of a step may enlarge what it computes, at most. */
  static final double ROUNDED = 1 + 1e-6;

  private final double limit;
  private final Kernels kernels;
  private final Clip norm;

  Magnitude(DataType type) {
    this.limit = (type == DataType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE) / MARGIN;
    this.kernels = Kernels.open(type, 0);
    this.norm = kernels.prepare(new ClipSpec(ClipSpec.Kind.GLOBAL_NORM, Double.POSITIVE_INFINITY));
  }

  /** Whether numbers up to this bound are far from the end of the type's range; not if NaN. */
  boolean isInRange(double bound) {
    return bound < limit;
  }

  /**
   * A bound for the elements of a vector: its Euclidean norm, or where that is beyond the range the
   * largest of them.
   *
   * @return infinite or NaN if an element is
   */
  double of(INDArray vector) {
    double result = norm.run(vector);
    return Double.isFinite(result) ? result : largest(vector, 0, vector.length());
  }

  /** The largest absolute value of some elements; NaN if one is. */
  static double largest(INDArray vector, long start, long length) {
    ElementView view = ElementView.of(vector);
    double[] values = new double[CHUNK];
    double most = 0;
    for (long done = 0; done < length; done += CHUNK) {
      int count = (int) Math.min(CHUNK, length - done);
      view.read(start + done, values, count);
      for (int i = 0; i < count; i++) {
        most = Math.max(most, Math.abs(values[i]));
      }
    }
    return most;
  }

  @Override
  public void close() {
    kernels.close();
  }
}
