package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.simd.maps.BlockSweep;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** {@link StatisticsGradientKernel} of maps in blocks. */
public final class StatisticsGradientBlocksKernel extends BlockSweep implements Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;

  private final boolean accumulate;
  private final AffineFactors factors;
  private final Blocks input;
  private final Memory mean;
  private final Memory meanGradient;
  private final Memory varianceGradient;
  private final Blocks gradient;

  public StatisticsGradientBlocksKernel(
      StatisticsGradientSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.accumulate = spec.accumulate();
    this.factors = new AffineFactors(spec.channels());
    this.input = Blocks.of(operands, INPUT);
    this.mean = Memory.of(operands, MEAN);
    this.meanGradient = Memory.of(operands, MEAN_GRADIENT);
    this.varianceGradient = Memory.of(operands, VARIANCE_GRADIENT);
    this.gradient = Blocks.of(operands, INPUT_GRADIENT);
  }

  @Override
  public void run() {
    factors.read(mean, meanGradient, varianceGradient, (double) input.images * input.pixels);
    sweep(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int block, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    int xAt = input.find(image, block, pixel, stage, 0, count);
    float[] to = gradient.array(stage);
    int at = gradient.place(image, block, pixel, 0);
    if (accumulate) {
      float[] before = scratch.floats(GRADIENT, CAPACITY);
      int beforeAt = gradient.find(image, block, pixel, before, 0, count);
      BlockAffine.run(
          factors,
          BlockAffine.UNBOUNDED,
          block,
          x,
          xAt,
          gradient.array(before),
          beforeAt,
          to,
          at,
          count);
    } else {
      BlockAffine.run(factors, BlockAffine.UNBOUNDED, block, x, xAt, to, at, count);
    }
    gradient.deliver(image, block, pixel, stage, 0, count);
  }
}
