package dev.skipjack.runtime.kernel.simd.movement;

import dev.skipjack.runtime.kernel.Transfer;
import dev.skipjack.runtime.kernel.simd.maps.KnownArrays;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A copy through the scratch. Strides that a caller may have, but no network, are for ND4J. */
public final class TransferKernel extends Sweep implements Transfer {
  private static final int X = 0;

  private final KnownArrays<Planes> inputs = KnownArrays.planes();
  private final KnownArrays<Planes> outs = KnownArrays.planes();
  private Planes input;
  private Planes output;

  public TransferKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void run(INDArray from, INDArray to) {
    if (!fits(from) || !fits(to)) {
      to.assign(from);
      return;
    }
    input = inputs.of(from);
    output = outs.of(to);
    try {
      sweepImages(input);
    } finally {
      inputs.release();
      outs.release();
    }
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    input.read(image, channel, pixel, x, 0, count);
    output.write(image, channel, pixel, x, 0, count);
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
