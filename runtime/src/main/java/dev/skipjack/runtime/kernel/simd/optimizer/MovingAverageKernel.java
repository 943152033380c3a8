package dev.skipjack.runtime.kernel.simd.optimizer;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.optimizer.MovingAverage;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.KnownArrays;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** In one pass over the two vectors. */
public final class MovingAverageKernel extends Sweep implements MovingAverage {
  private static final int VALUES = 0;
  private static final int AVERAGE = 1;

  private final KnownArrays<Memory> valueVectors = KnownArrays.memory();
  private final KnownArrays<Memory> averageVectors = KnownArrays.memory();
  private Memory values;
  private Memory averages;
  private float share;

  public MovingAverageKernel(Workers workers) {
    super(workers);
  }

  @Override
  public void run(INDArray valueVector, INDArray average, double decay) {
    values = valueVectors.of(valueVector);
    averages = averageVectors.of(average);
    share = (float) (1 - decay);
    sweepVector(Math.toIntExact(average.length()));
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int first, int count) {
    float[] v = scratch.floats(VALUES, CAPACITY);
    float[] a = scratch.floats(AVERAGE, CAPACITY);
    values.read(first, v, 0, count);
    averages.read(first, a, 0, count);
    FloatVector shares = FloatVector.broadcast(SPECIES, share);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector average = FloatVector.fromArray(SPECIES, a, i);
      FloatVector difference = FloatVector.fromArray(SPECIES, v, i).sub(average);
      Vectors.normal(difference.fma(shares, average)).intoArray(a, i);
    }
    averages.write(first, a, 0, count);
  }
}
