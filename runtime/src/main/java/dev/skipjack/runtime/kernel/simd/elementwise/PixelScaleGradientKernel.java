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

  /** Pixels whose channels are summed at once, so that they stay in the first-level cache. */
  private static final int PIECE = 1024;

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
    float[] xStage = scratch.floats(X, PIECE);
    float[] gStage = scratch.floats(GRADIENT, PIECE);
    float[] fStage = scratch.floats(FACTORS, PIECE);
    float[] sums = scratch.floats(SUMS, PIECE);
    float[] x = input.array(xStage);
    float[] g = gradient.array(gStage);
    int fAt = scale.find(image, 0, pixel, fStage, 0, count);
    for (int channel = 0; channel < input.channels; channel++) {
      int gAt = gradient.find(image, channel, pixel, gStage, 0, count);
      if (toScale != null) {
        int xAt = input.find(image, channel, pixel, xStage, 0, count);
        if (channel == 0) {
          Vectors.multiply(x, xAt, g, gAt, sums, 0, count);
        } else {
          addProducts(x, xAt, g, gAt, sums, count);
        }
      }
      if (toInput != null) {
        int at = toInput.place(image, channel, pixel, 0);
        Vectors.multiply(g, gAt, scale.array(fStage), fAt, toInput.array(gStage), at, count);
        toInput.deliver(image, channel, pixel, gStage, 0, count);
      }
    }
    if (toScale != null) {
      toScale.write(image, 0, pixel, sums, 0, count);
    }
  }

  private static void addProducts(float[] x, int xAt, float[] g, int gAt, float[] sums, int count) {
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector product = FloatVector.fromArray(SPECIES, x, xAt + i);
      product
          .mul(FloatVector.fromArray(SPECIES, g, gAt + i))
          .add(FloatVector.fromArray(SPECIES, sums, i))
          .intoArray(sums, i);
    }
    for (; i < count; i++) {
      sums[i] += x[xAt + i] * g[gAt + i];
    }
  }
}
