package dev.skipjack.runtime.kernel.simd.optimizer;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.AdamStep;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.KnownArrays;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Sweep;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Everything in one pass over the four vectors. */
public final class AdamStepKernel extends Sweep implements AdamStep {
  private static final int PARAMETERS = 0;
  private static final int GRADIENTS = 1;
  private static final int MEAN = 2;
  private static final int SQUARE = 3;

  private final AdamSpec spec;
  private final KnownArrays<Memory> parameterVectors = KnownArrays.memory();
  private final KnownArrays<Memory> gradientVectors = KnownArrays.memory();
  private final KnownArrays<Memory> meanVectors = KnownArrays.memory();
  private final KnownArrays<Memory> squareVectors = KnownArrays.memory();
  private Memory parameters;
  private Memory gradients;
  private Memory means;
  private Memory squares;
  private float shrink;
  private float rate;
  private float squareFactor;

  public AdamStepKernel(AdamSpec spec, Workers workers) {
    super(workers);
    this.spec = spec;
  }

  @Override
  public void run(
      INDArray parameterVector,
      INDArray gradientVector,
      INDArray mean,
      INDArray square,
      long step,
      double learningRate) {
    parameters = parameterVectors.of(parameterVector);
    gradients = gradientVectors.of(gradientVector);
    means = meanVectors.of(mean);
    squares = squareVectors.of(square);
    shrink = (float) (spec.decoupled() ? 1 - learningRate * spec.weightDecay() : 1);
    rate = (float) (learningRate / (1 - Math.pow(spec.beta1(), step)));
    squareFactor = (float) (1 / (1 - Math.pow(spec.beta2(), step)));
    sweepVector(Math.toIntExact(parameterVector.length()));
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int channel, int first, int count) {
    float[] p = scratch.floats(PARAMETERS, CAPACITY);
    float[] g = scratch.floats(GRADIENTS, CAPACITY);
    float[] m = scratch.floats(MEAN, CAPACITY);
    float[] s = scratch.floats(SQUARE, CAPACITY);
    parameters.read(first, p, 0, count);
    gradients.read(first, g, 0, count);
    means.read(first, m, 0, count);
    squares.read(first, s, 0, count);
    moments(p, g, m, s, count);
    step(p, m, s, count);
    parameters.write(first, p, 0, count);
    means.write(first, m, 0, count);
    squares.write(first, s, 0, count);
  }

  private void moments(float[] p, float[] g, float[] m, float[] s, int count) {
    float decay = (float) (spec.decoupled() ? 0 : spec.weightDecay());
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector beta1 = FloatVector.broadcast(SPECIES, (float) spec.beta1());
    FloatVector beta2 = FloatVector.broadcast(SPECIES, (float) spec.beta2());
    FloatVector new1 = FloatVector.broadcast(SPECIES, (float) (1 - spec.beta1()));
    FloatVector new2 = FloatVector.broadcast(SPECIES, (float) (1 - spec.beta2()));
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, i);
      gradient = FloatVector.fromArray(SPECIES, p, i).fma(decays, gradient);
      FloatVector mean = FloatVector.fromArray(SPECIES, m, i).mul(beta1);
      Vectors.normal(gradient.fma(new1, mean)).intoArray(m, i);
      FloatVector square = FloatVector.fromArray(SPECIES, s, i).mul(beta2);
      Vectors.normal(gradient.mul(gradient).fma(new2, square)).intoArray(s, i);
    }
  }

  private void step(float[] p, float[] m, float[] s, int count) {
    FloatVector epsilon = FloatVector.broadcast(SPECIES, (float) spec.epsilon());
    FloatVector factor = FloatVector.broadcast(SPECIES, squareFactor);
    FloatVector downhill = FloatVector.broadcast(SPECIES, -rate);
    FloatVector kept = FloatVector.broadcast(SPECIES, shrink);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector root = FloatVector.fromArray(SPECIES, s, i).mul(factor).sqrt().add(epsilon);
      FloatVector direction = FloatVector.fromArray(SPECIES, m, i).div(root);
      FloatVector parameter = FloatVector.fromArray(SPECIES, p, i).mul(kept);
      direction.fma(downhill, parameter).intoArray(p, i);
    }
  }
}
