package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.Bounds;
import dev.skipjack.runtime.kernel.simd.maps.BlockSweep;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** {@link NormalizeKernel} of maps in blocks. */
public final class NormalizeBlocksKernel extends BlockSweep implements Runnable {
  private static final int X = 0;
  private static final int MORE = 1;

  private final NormalizeSpec spec;

  private final Bounds bounds;
  private final AffineFactors factors;
  private final Blocks input;
  private final BatchNorm norm;
  private final Blocks addend;
  private final Blocks output;

  public NormalizeBlocksKernel(NormalizeSpec spec, Operands operands, Workers workers) {
    super(workers);
    this.spec = spec;
    this.bounds = Bounds.of(spec.activation());
    this.factors = new AffineFactors(spec.channels());
    this.input = Blocks.of(operands, INPUT);
    this.norm = BatchNorm.of(operands);
    this.addend = Blocks.of(operands, ADDEND);
    this.output = Blocks.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    factors.read(norm, spec.epsilon());
    sweep(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int block, int pixel, int count) {
    float[] stage = scratch.floats(X, CAPACITY);
    float[] x = input.array(stage);
    float[] out = output.array(stage);
    int xAt = input.find(image, block, pixel, stage, 0, count);
    int at = output.place(image, block, pixel, 0);
    if (spec.add()) {
      float[] more = scratch.floats(MORE, CAPACITY);
      int moreAt = addend.find(image, block, pixel, more, 0, count);
      BlockAffine.run(factors, bounds, block, x, xAt, addend.array(more), moreAt, out, at, count);
    } else {
      BlockAffine.run(factors, bounds, block, x, xAt, out, at, count);
    }
    bounds.finish(out, at, count * SIZE);
    output.deliver(image, block, pixel, stage, 0, count);
  }
}
