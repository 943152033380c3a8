package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Detached;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Planes whose rows and columns are mixed by constant matrices, {@code out = R·x·Cᵀ}: resizes and
 * adaptive pools, for which ND4J has no ops on this layout, or none with a gradient.
 */
final class SeparableMap {
  /** Two for each size of image, of which a network may meet several. */
  private static final int MOST_MATRICES = 8;

  private final Mixture mixture;
  private final Resources resources;
  private final BoundOp columns;
  private final BoundOp rows;
  private final BoundOp columnsBack;
  private final BoundOp rowsBack;
  private final Derived lines = new Derived(a -> a.reshape('c', a.length() / a.size(3), a.size(3)));
  private final Derived planes =
      new Derived(a -> a.reshape('c', a.size(0) * a.size(1), a.size(2), a.size(3)));
  private final Repeated repeated = new Repeated();
  private final List<INDArray> matrices = new ArrayList<>();

  /** How the pixels of one axis are mixed. */
  @FunctionalInterface
  interface Mixture {
    /**
     * Adds the share of each pixel of the input.
     *
     * @param shares zeros, as many as the input has pixels
     * @param pixel of the output
     * @param out pixels of the output
     */
    void add(double[] shares, int pixel, int out);
  }

  SeparableMap(Mixture mixture, Resources resources) {
    this.mixture = mixture;
    this.resources = resources;
    this.columns = resources.op("matmul", new long[] {0, 1, 0}, 1, 0);
    this.rows = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    this.columnsBack = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    this.rowsBack = resources.op("matmul", new long[] {1, 0, 0}, 1, 0);
  }

  /**
   * @param x {@code [N, C, H, W]}
   * @param out {@code [N, C, H', W']}, overwritten
   */
  void forward(INDArray x, INDArray out) {
    run(x, out, columns, rows, matrix(x, out, 3), matrix(x, out, 2));
  }

  /**
   * @param outGradient {@code [N, C, H', W']}
   * @param inputGradient {@code [N, C, H, W]}, overwritten
   */
  void backward(INDArray outGradient, INDArray inputGradient) {
    INDArray columnMatrix = matrix(inputGradient, outGradient, 3);
    INDArray rowMatrix = matrix(inputGradient, outGradient, 2);
    run(outGradient, inputGradient, columnsBack, rowsBack, columnMatrix, rowMatrix);
  }

  private void run(
      INDArray from,
      INDArray to,
      BoundOp columnProduct,
      BoundOp rowProduct,
      INDArray columnMatrix,
      INDArray rowMatrix) {
    INDArray source = resources.dense(from, Scratch.Slot.A);
    INDArray result = resources.denseResult(to, Scratch.Slot.B);
    INDArray mixed =
        resources.scratch.of(Scratch.Slot.C, from.size(0), from.size(1), from.size(2), to.size(3));
    columnProduct.run(BoundOp.arrays(lines.of(source), columnMatrix), lines.of(mixed));
    INDArray forEachPlane = repeated.of(rowMatrix, from.size(0) * from.size(1));
    rowProduct.run(BoundOp.arrays(forEachPlane, planes.of(mixed)), planes.of(result));
    Resources.deliver(result, to);
  }

  /** {@code [out, in]} for one axis; those that were not used for long are freed. */
  private INDArray matrix(INDArray input, INDArray output, int axis) {
    long in = input.size(axis);
    long out = output.size(axis);
    for (int i = 0; i < matrices.size(); i++) {
      INDArray known = matrices.get(i);
      if (known.size(0) == out && known.size(1) == in) {
        matrices.add(matrices.remove(i));
        return known;
      }
    }
    if (matrices.size() == MOST_MATRICES) {
      resources.release(matrices.remove(0));
    }
    INDArray made = make((int) in, (int) out);
    matrices.add(made);
    return made;
  }

  private INDArray make(int in, int out) {
    double[][] shares = new double[out][in];
    for (int pixel = 0; pixel < out; pixel++) {
      mixture.add(shares[pixel], pixel, out);
    }
    INDArray matrix = resources.filled(0, out, in);
    try (INDArray host = Detached.create(() -> Nd4j.createFromArray(shares))) {
      matrix.assign(host);
    }
    return matrix;
  }
}
