package dev.skipjack.runtime.kernel.simd.optimizer;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdStep;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.KnownArrays;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Everything in one pass over the three vectors. */
public final class SgdStepKernel extends Sweep implements SgdStep {
  private static final int PARAMETERS = 0;
  private static final int GRADIENTS = 1;
  private static final int VELOCITY = 2;

  private final SgdSpec spec;
  private final KnownArrays<Memory> parameterVectors = KnownArrays.memory();
  private final KnownArrays<Memory> gradientVectors = KnownArrays.memory();
  private final KnownArrays<Memory> velocityVectors = KnownArrays.memory();
  private Memory parameters;
  private Memory gradients;
  private Memory velocities;
  private float rate;

  public SgdStepKernel(SgdSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(
      INDArray parameterVector, INDArray gradientVector, INDArray velocity, double learningRate) {
    parameters = parameterVectors.of(parameterVector);
    gradients = gradientVectors.of(gradientVector);
    velocities = velocityVectors.of(velocity);
    rate = (float) learningRate;
    sweepVector(Math.toIntExact(parameterVector.length()));
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int first, int count) {
    float[] p = scratch.floats(PARAMETERS, CAPACITY);
    float[] g = scratch.floats(GRADIENTS, CAPACITY);
    float[] v = scratch.floats(VELOCITY, CAPACITY);
    parameters.read(first, p, 0, count);
    gradients.read(first, g, 0, count);
    velocities.read(first, v, 0, count);
    step(p, g, v, count);
    parameters.write(first, p, 0, count);
    velocities.write(first, v, 0, count);
  }

  private void step(float[] p, float[] g, float[] v, int count) {
    FloatVector decay = FloatVector.broadcast(SPECIES, (float) spec.weightDecay());
    FloatVector momentum = FloatVector.broadcast(SPECIES, (float) spec.momentum());
    FloatVector downhill = FloatVector.broadcast(SPECIES, -rate);
    boolean nesterov = spec.nesterov();
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector parameter = FloatVector.fromArray(SPECIES, p, i);
      FloatVector gradient = parameter.fma(decay, FloatVector.fromArray(SPECIES, g, i));
      FloatVector velocity =
          Vectors.normal(FloatVector.fromArray(SPECIES, v, i).fma(momentum, gradient));
      velocity.intoArray(v, i);
      FloatVector direction = nesterov ? velocity.fma(momentum, gradient) : velocity;
      direction.fma(downhill, parameter).intoArray(p, i);
    }
  }
}
