package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** {@code r·(γ·g - mean of γ·g - x̂·mean of γ·g·x̂)}, the means over the channels of a pixel. */
public final class LayerNormGradientKernel extends LayerNormTask implements Runnable {
  private static final int GRADIENT = FREE;
  private static final int SUMS = FREE + 1;
  private static final int PRODUCTS = FREE + 2;

  private final Planes input;
  private final Planes gradient;
  private final Planes toInput;
  private final ImageNorm norm;
  private final NormSums sums;

  public LayerNormGradientKernel(
      double epsilon, Operands operands, Workers workers, Scratch shared) {
    super(epsilon, workers);
    this.input = Planes.of(operands, INPUT);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.norm = new ImageNorm(input.channels, operands);
    this.sums = new NormSums(input.channels, operands, shared);
  }

  @Override
  public void run() {
    norm.read();
    visitPieces(input);
    sums.write();
  }

  @Override
  protected void begin(int parts) {
    sums.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int pixel, int count) {
    float[] x = normalize(input, image, pixel, count, scratch);
    float[] g = read(gradient, image, pixel, count, scratch, GRADIENT);
    for (int c = 0; c < channels && sums.wanted; c++) {
      int at = c * pitch;
      double ofGradient = Reductions.longSum(g, at, 0, count);
      sums.add(part, c, ofGradient, Reductions.longProduct(x, at, 0, g, at, count));
    }
    if (toInput != null) {
      toInput(x, g, scratch);
      write(toInput, image, pixel, count, g);
    }
  }

  /** Over g, from x normalised. */
  private void toInput(float[] x, float[] g, Scratch scratch) {
    float[] inverses = inverses(scratch);
    float[] means = zeros(scratch, SUMS);
    float[] slopes = zeros(scratch, PRODUCTS);
    float share = 1f / channels;
    for (int c = 0; c < channels; c++) {
      FloatVector gamma = FloatVector.broadcast(SPECIES, norm.gamma[c] * share);
      for (int i = 0, at = c * pitch; i < pitch; i += LENGTH, at += LENGTH) {
        FloatVector h = FloatVector.fromArray(SPECIES, g, at).mul(gamma);
        FloatVector.fromArray(SPECIES, means, i).add(h).intoArray(means, i);
        h.fma(FloatVector.fromArray(SPECIES, x, at), FloatVector.fromArray(SPECIES, slopes, i))
            .intoArray(slopes, i);
      }
    }
    for (int c = 0; c < channels; c++) {
      FloatVector gamma = FloatVector.broadcast(SPECIES, norm.gamma[c]);
      for (int i = 0, at = c * pitch; i < pitch; i += LENGTH, at += LENGTH) {
        FloatVector h = FloatVector.fromArray(SPECIES, g, at).mul(gamma);
        FloatVector part = FloatVector.fromArray(SPECIES, x, at);
        part =
            part.fma(
                FloatVector.fromArray(SPECIES, slopes, i),
                FloatVector.fromArray(SPECIES, means, i));
        h.sub(part).mul(FloatVector.fromArray(SPECIES, inverses, i)).intoArray(g, at);
      }
    }
  }
}
