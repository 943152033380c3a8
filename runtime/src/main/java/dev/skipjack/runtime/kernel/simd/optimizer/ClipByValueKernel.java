package dev.skipjack.runtime.kernel.simd.optimizer;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.optimizer.Clip;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.KnownArrays;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.ChannelSums;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Each gradient to [-limit, limit], in one sweep for that and the norm. */
public final class ClipByValueKernel extends Sweep implements Clip {
  private static final int GRADIENTS = 0;

  private final float limit;
  private final ChannelSums squares;
  private final KnownArrays<Memory> vectors = KnownArrays.memory();
  private Memory gradients;

  public ClipByValueKernel(double limit, Workers workers, Scratch shared) {
    super(workers);
    this.limit = (float) limit;
    this.squares = new ChannelSums(1, 1, shared);
  }

  @Override
  public double run(INDArray gradientVector) {
    gradients = vectors.of(gradientVector);
    sweepVector(Math.toIntExact(gradientVector.length()));
    return Math.sqrt(squares.total(0, 0));
  }

  @Override
  protected void begin(int parts) {
    squares.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int first, int count) {
    float[] g = scratch.floats(GRADIENTS, CAPACITY);
    gradients.read(first, g, 0, count);
    double sum = Reductions.squares(g, 0, 0, count);
    squares.add(part, 0, 0, sum);
    if (!Double.isFinite(sum)) {
      return; // the limit would hide it
    }
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector.fromArray(SPECIES, g, i).min(limit).max(-limit).intoArray(g, i);
    }
    gradients.write(first, g, 0, count);
  }
}
