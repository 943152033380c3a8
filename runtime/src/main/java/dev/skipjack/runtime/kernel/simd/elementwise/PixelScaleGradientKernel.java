package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** Of a product with a factor for each pixel, whose gradient is a sum over the channels. */
public final class PixelScaleGradientKernel implements Workers.Task, Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;
  private static final int FACTORS = 2;
  private static final int SUMS = 3;
  private static final int OUT = 4;

  /** Pixels whose channels are summed at once, so that they stay in the first-level cache. */
  private static final int PIECE = 1024;

  private static final int CAPACITY = PIECE + LENGTH;

  private final Workers workers;
  private final Planes input;
  private final Planes scale;
  private final Planes gradient;
  private final Planes toInput;
  private final Planes toScale;
  private final int piecesPerImage;
  private int parts;

  public PixelScaleGradientKernel(Operands operands, Workers workers) {
    this.workers = workers;
    this.input = Planes.of(operands, INPUT);
    this.scale = Planes.of(operands, SCALE);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.toScale = Planes.of(operands, SCALE_GRADIENT);
    this.piecesPerImage = (input.pixels + PIECE - 1) / PIECE;
  }

  @Override
  public void run() {
    int pieces = input.images * piecesPerImage;
    parts = Parts.ofFloats(pieces, (double) input.channels * Math.min(PIECE, input.pixels));
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int pieces = input.images * piecesPerImage;
    int end = Parts.first(part + 1, parts, pieces);
    for (int i = Parts.first(part, parts, pieces); i < end; i++) {
      scratch.poison();
      int pixel = i % piecesPerImage * PIECE;
      visit(scratch, i / piecesPerImage, pixel, Math.min(PIECE, input.pixels - pixel));
    }
  }

  private void visit(Scratch scratch, int image, int pixel, int count) {
    float[] x = scratch.floats(X, CAPACITY);
    float[] g = scratch.floats(GRADIENT, CAPACITY);
    float[] f = scratch.floats(FACTORS, CAPACITY);
    float[] sums = scratch.floats(SUMS, CAPACITY);
    float[] dx = scratch.floats(OUT, CAPACITY);
    scale.read(image, 0, pixel, f, 0, count);
    for (int channel = 0; channel < input.channels; channel++) {
      gradient.read(image, channel, pixel, g, 0, count);
      if (toScale != null) {
        input.read(image, channel, pixel, x, 0, count);
        addProducts(x, g, sums, count, channel == 0);
      }
      if (toInput != null) {
        Vectors.multiply(g, f, dx, count);
        toInput.write(image, channel, pixel, dx, 0, count);
      }
    }
    if (toScale != null) {
      toScale.write(image, 0, pixel, sums, 0, count);
    }
  }

  private static void addProducts(float[] x, float[] g, float[] sums, int count, boolean first) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector product =
          FloatVector.fromArray(SPECIES, x, i).mul(FloatVector.fromArray(SPECIES, g, i));
      (first ? product : product.add(FloatVector.fromArray(SPECIES, sums, i))).intoArray(sums, i);
    }
  }
}
