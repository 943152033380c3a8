package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.LocalResponseNormGradient;
import dev.skipjack.runtime.kernel.LocalResponseNormSpec;
import jdk.incubator.vector.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code g·d^-β - x·2αβ/size·Σ g·out/d}, where d is what {@code out} was divided by to the power of
 * β, and the sum is over the channels for which this one counts.
 */
final class LocalResponseNormGradientKernel extends ResponseNormTask
    implements LocalResponseNormGradient {
  private static final int X = 0;
  private static final int GRADIENT = 1;
  private static final int DIVISORS = 2;
  private static final int POWERS = 3;
  private static final int OUT = 4;

  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outs = Operand.planes();
  private final Operand<Planes> outGradients = Operand.planes();
  private final Operand<Planes> inputGradients = Operand.planes();
  private Planes input;
  private Planes output;
  private Planes gradient;
  private Planes toInput;

  LocalResponseNormGradientKernel(LocalResponseNormSpec spec, Workers workers) {
    super(spec, workers);
  }

  @Override
  public void run(INDArray x, INDArray out, INDArray outGradient, INDArray inputGradient) {
    input = inputs.of(x);
    output = outs.of(out);
    gradient = outGradients.of(outGradient);
    toInput = inputGradients.of(inputGradient);
    visitPieces(input);
  }

  @Override
  void visit(Scratch scratch, int image, int pixel, int count) {
    int floats = channels * pitch;
    float[] x = read(input, image, pixel, count, scratch, X);
    float[] g = read(gradient, image, pixel, count, scratch, GRADIENT);
    float[] out = read(output, image, pixel, count, scratch, OUT);
    float[] divisors = scratch.floats(DIVISORS, floats);
    float[] powers = scratch.floats(POWERS, floats);
    divide(x, divisors, powers);
    for (int i = 0; i < floats; i += LENGTH) {
      FloatVector.fromArray(SPECIES, g, i)
          .mul(FloatVector.fromArray(SPECIES, out, i))
          .div(FloatVector.fromArray(SPECIES, divisors, i))
          .intoArray(out, i);
    }
    subtractSums(x, g, powers, out);
    write(toInput, image, pixel, count, g);
  }

  private void subtractSums(float[] x, float[] g, float[] powers, float[] parts) {
    FloatVector factor =
        FloatVector.broadcast(SPECIES, (float) (-2 * spec.alpha() / spec.size() * spec.beta()));
    for (int c = 0; c < channels; c++) {
      int before = spec.size() - 1 - spec.size() / 2;
      int first = Math.max(0, c - before);
      int end = Math.min(c - before + spec.size(), channels);
      for (int i = c * pitch; i < (c + 1) * pitch; i += LENGTH) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int begin = i + (first - c) * pitch;
        for (int at = begin; at < begin + (end - first) * pitch; at += pitch) {
          sum = sum.add(FloatVector.fromArray(SPECIES, parts, at));
        }
        FloatVector scaled = FloatVector.fromArray(SPECIES, x, i).mul(factor);
        FloatVector own =
            FloatVector.fromArray(SPECIES, g, i).mul(FloatVector.fromArray(SPECIES, powers, i));
        sum.fma(scaled, own).intoArray(g, i);
      }
    }
  }
}
