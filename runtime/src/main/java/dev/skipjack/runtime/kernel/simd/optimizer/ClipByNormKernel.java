package dev.skipjack.runtime.kernel.simd.optimizer;

import dev.skipjack.runtime.kernel.optimizer.Clip;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.KnownArrays;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One sweep for the norm and, if it is too long, another that shortens. */
public final class ClipByNormKernel extends Sweep implements Clip {
  private static final int GRADIENTS = 0;

  /** As in PyTorch's clip_grad_norm_. */
  private static final double EPSILON = 1e-6;

  private final double limit;
  private final ChannelSums squares;
  private final KnownArrays<Memory> vectors = KnownArrays.memory();
  private Memory gradients;
  private boolean shortens;
  private float factor;

  public ClipByNormKernel(double limit, Workers workers, Scratch shared) {
    super(workers);
    this.limit = limit;
    this.squares = new ChannelSums(1, 1, shared);
  }

  @Override
  public double run(INDArray gradientVector) {
    gradients = vectors.of(gradientVector);
    int length = Math.toIntExact(gradientVector.length());
    shortens = false;
    sweepVector(length);
    double norm = Math.sqrt(squares.total(0, 0));
    if (norm > limit && norm < Double.POSITIVE_INFINITY) {
      shortens = true;
      factor = (float) (limit / (norm + EPSILON));
      sweepVector(length);
    }
    return norm;
  }

  @Override
  protected void begin(int parts) {
    squares.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int first, int count) {
    float[] g = scratch.floats(GRADIENTS, CAPACITY);
    gradients.read(first, g, 0, count);
    if (shortens) {
      Vectors.scale(g, 0, factor, g, 0, count);
      gradients.write(first, g, 0, count);
    } else {
      squares.add(part, 0, 0, Reductions.squares(g, 0, 0, count));
    }
  }
}
