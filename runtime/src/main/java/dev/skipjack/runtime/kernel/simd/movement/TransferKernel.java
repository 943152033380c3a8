package dev.skipjack.runtime.kernel.simd.movement;

import dev.skipjack.runtime.kernel.ArrayCopy;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.movement.Transfer;
import dev.skipjack.runtime.kernel.simd.maps.KnownArrays;
import dev.skipjack.runtime.kernel.simd.maps.KnownTensor;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A copy, through the scratch if neither is on the heap. Strides that a caller may have, but no
 * network, are for ND4J.
 */
public final class TransferKernel extends Sweep implements Transfer {
  private static final int X = 0;

  private final KnownArrays<Planes> arrays = KnownArrays.planes();
  private final KnownTensor tensors = new KnownTensor();
  private Planes input;
  private Planes output;

  public TransferKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void in(INDArray from, Tensor to) {
    if (fits(from)) {
      copy(arrays.of(from), tensors.of(to));
    } else {
      ArrayCopy copy = ArrayCopy.of(to);
      copy.array().assign(from);
      copy.deliver();
      copy.free();
    }
  }

  @Override
  public void out(Tensor from, INDArray to) {
    if (fits(to)) {
      copy(tensors.of(from), arrays.of(to));
    } else {
      ArrayCopy copy = ArrayCopy.of(from);
      to.assign(copy.fetch());
      copy.free();
    }
  }

  private void copy(Planes from, Planes to) {
    input = from;
    output = to;
    try {
      sweepImages(from);
    } finally {
      arrays.release();
    }
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    if (input.isOnHeap()) {
      float[] from = input.array(x);
      output.write(image, channel, pixel, from, input.index(image, channel, pixel), count);
    } else {
      int at = output.place(image, channel, pixel, 0);
      input.read(image, channel, pixel, output.array(x), at, count);
      output.deliver(image, channel, pixel, x, 0, count);
    }
  }

  /** Whether each image lies in memory without gaps: not after a transposition, for instance. */
  private static boolean fits(INDArray array) {
    if (array.rank() < 2 || array.rank() > 4) {
      return false;
    }
    long step = 1;
    for (int axis = array.rank() - 1; axis > 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != step) {
        return false;
      }
      step *= array.size(axis);
    }
    return true;
  }
}
