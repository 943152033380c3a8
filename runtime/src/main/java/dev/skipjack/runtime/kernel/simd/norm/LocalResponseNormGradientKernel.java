package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * {@code g·d^-β - x·2αβ/size·Σ g·out/d}, where d is what {@code out} was divided by to the power of
 * β, and the sum is over the channels for which this one counts.
 */
public final class LocalResponseNormGradientKernel extends ResponseNormTask implements Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;
  private static final int DIVISORS = 2;
  private static final int POWERS = 3;
  private static final int OUT = 4;

  private final Planes input;
  private final Planes output;
  private final Planes gradient;
  private final Planes toInput;

  public LocalResponseNormGradientKernel(
      LocalResponseNormSpec spec, Operands operands, Workers workers) {
    super(spec, workers);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    visitPieces(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int pixel, int count) {
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
