package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.fusion.Bounds;
import dev.skipjack.runtime.kernel.simd.maps.BlockSweep;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/**
 * {@link NormalizeGradientKernel} of maps in blocks. What is not wanted is computed as well, and
 * stays in the scratch.
 */
public final class NormalizeGradientBlocksKernel extends BlockSweep implements Runnable {
  private static final int X = 0;
  private static final int OUT = 1;
  private static final int GRADIENT = 2;
  private static final int MORE = 3;
  private static final int SUMS = 4;

  private final NormalizeSpec spec;
  private final Bounds bounds;
  private final NormalizeGradientVectors vectors;
  private final Blocks input;
  private final Blocks output;
  private final Blocks addend;
  private final Blocks gradient;
  private final Blocks toInput;
  private final Blocks toAddend;

  public NormalizeGradientBlocksKernel(
      NormalizeSpec spec, Operands operands, Workers workers, Scratch shared) {
    super(workers);
    this.spec = spec;
    this.bounds = Bounds.of(spec.activation());
    this.vectors = new NormalizeGradientVectors(spec, operands, shared);
    this.input = Blocks.of(operands, INPUT);
    this.output = Blocks.of(operands, OUTPUT);
    this.addend = Blocks.of(operands, ADDEND);
    this.gradient = Blocks.of(operands, OUTPUT_GRADIENT);
    this.toInput = Blocks.of(operands, INPUT_GRADIENT);
    this.toAddend = Blocks.of(operands, ADDEND_GRADIENT);
  }

  @Override
  public void run() {
    vectors.read();
    sweep(input);
    vectors.write();
  }

  @Override
  protected void begin(int parts) {
    vectors.sums.clear(parts);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int block, int pixel, int count) {
    float[] gStage = scratch.floats(GRADIENT, CAPACITY);
    float[] xStage = scratch.floats(X, CAPACITY);
    float[] sums = scratch.floats(SUMS, 2 * SIZE);
    AffineFactors factors = vectors.factors;
    float[] g = gradient.array(gStage);
    int gAt = gradient.find(image, block, pixel, gStage, 0, count);
    float[] x = input.array(xStage);
    int xAt = input.find(image, block, pixel, xStage, 0, count);
    float[] scaled = toInput == null ? xStage : toInput.array(xStage);
    int scaledAt = toInput == null ? 0 : toInput.place(image, block, pixel, 0);
    float[] passed = toAddend == null ? gStage : toAddend.array(gStage);
    int passedAt = toAddend == null ? 0 : toAddend.place(image, block, pixel, 0);
    if (bounds.floor() == 0) {
      float[] outStage = scratch.floats(OUT, CAPACITY);
      float[] out = output.array(outStage);
      int outAt = output.find(image, block, pixel, outStage, 0, count);
      if (toAddend == null) {
        passed = scaled;
        passedAt = scaledAt;
      }
      FusedNormalizeBlockGradient.rectified(
          factors,
          block,
          out,
          outAt,
          bounds.ceiling(),
          g,
          gAt,
          x,
          xAt,
          passed,
          passedAt,
          scaled,
          scaledAt,
          count,
          sums);
    } else {
      if (spec.activation() != null) {
        float[] stage = scratch.floats(OUT, CAPACITY);
        boolean again = spec.gradientReadsInput();
        float[] of = again ? stage : output.array(stage);
        int ofAt =
            again
                ? activated(scratch, x, xAt, stage, image, block, pixel, count)
                : output.find(image, block, pixel, stage, 0, count);
        Activations.gradient(spec.activation(), of, ofAt, g, gAt, passed, passedAt, count * SIZE);
        g = passed;
        gAt = passedAt;
      } else if (toAddend != null && (g != passed || gAt != passedAt)) {
        System.arraycopy(g, gAt, passed, passedAt, count * SIZE);
      }
      FusedNormalizeBlockGradient.plain(
          factors, block, g, gAt, x, xAt, scaled, scaledAt, count, sums);
    }
    if (toAddend != null) {
      toAddend.deliver(image, block, pixel, gStage, 0, count);
    }
    if (toInput != null) {
      toInput.deliver(image, block, pixel, xStage, 0, count);
    }
    vectors.add(part, block * SIZE, sums);
  }

  /** Computes the activation's input again, from {@code to[0]} on. */
  private int activated(
      Scratch scratch, float[] x, int xAt, float[] to, int image, int block, int pixel, int count) {
    AffineFactors factors = vectors.factors;
    if (spec.add()) {
      float[] more = scratch.floats(MORE, CAPACITY);
      int moreAt = addend.find(image, block, pixel, more, 0, count);
      float[] y = addend.array(more);
      BlockAffine.run(factors, BlockAffine.UNBOUNDED, block, x, xAt, y, moreAt, to, 0, count);
    } else {
      BlockAffine.run(factors, BlockAffine.UNBOUNDED, block, x, xAt, to, 0, count);
    }
    return 0;
  }
}
