package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * {@link ChannelScaleGradientKernel} of maps in blocks. What is not wanted is computed as well, and
 * stays in the scratch.
 */
public final class ChannelScaleGradientBlocksKernel implements Workers.Task, Runnable {
  private static final int X = 0;
  private static final int GRADIENT = 1;
  private static final int FACTORS = 2;
  private static final int SUMS = 3;

  /** Pixels that are computed at once, and whose products are summed before others are added. */
  private static final int PIECE = 512;

  private final Workers workers;
  private final Blocks input;
  private final Planes scale;
  private final Blocks gradient;
  private final Blocks toInput;
  private final Planes toScale;
  private int parts;

  public ChannelScaleGradientBlocksKernel(Operands operands, Workers workers) {
    this.workers = workers;
    this.input = Blocks.of(operands, INPUT);
    this.scale = Planes.of(operands, SCALE);
    this.gradient = Blocks.of(operands, OUTPUT_GRADIENT);
    this.toInput = Blocks.of(operands, INPUT_GRADIENT);
    this.toScale = Planes.of(operands, SCALE_GRADIENT);
  }

  @Override
  public void run() {
    parts = Parts.ofFloats(input.images * input.blocks(), (double) input.pixels * SIZE);
    workers.turn();
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int blocks = input.blocks();
    int end = Parts.first(part + 1, parts, input.images * blocks);
    for (int i = Parts.first(part, parts, input.images * blocks); i < end; i++) {
      scratch.poison();
      visit(scratch, i / blocks, i % blocks);
    }
  }

  private void visit(Scratch scratch, int image, int block) {
    float[] xStage = scratch.floats(X, PIECE * SIZE);
    float[] gStage = scratch.floats(GRADIENT, PIECE * SIZE);
    float[] factors = scratch.floats(FACTORS, SIZE);
    float[] sums = scratch.floats(SUMS, SIZE);
    float[] x = input.array(xStage);
    float[] g = gradient.array(gStage);
    float[] to = toInput == null ? gStage : toInput.array(gStage);
    scale.read(image, block * SIZE, 0, factors, 0, SIZE); // a pixel lies alike in both layouts
    Arrays.fill(sums, 0, SIZE, 0);
    for (int pixel = 0; pixel < input.pixels; pixel += PIECE) {
      int count = Math.min(PIECE, input.pixels - pixel);
      int gAt = gradient.find(image, block, pixel, gStage, 0, count);
      int xAt = input.find(image, block, pixel, xStage, 0, count);
      int at = toInput == null ? 0 : toInput.place(image, block, pixel, 0);
      scale(x, xAt, g, gAt, factors, to, at, count, sums);
      if (toInput != null) {
        toInput.deliver(image, block, pixel, gStage, 0, count);
      }
    }
    if (toScale != null) {
      toScale.write(image, block * SIZE, 0, sums, 0, SIZE);
    }
  }

  /** {@code to = g·factor}, and adds the sums of {@code g·x}. */
  private static void scale(
      float[] x,
      int xAt,
      float[] g,
      int gAt,
      float[] factors,
      float[] to,
      int at,
      int pixels,
      float[] sums) {
    int even = pixels / 2 * 2 * SIZE;
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector factor = FloatVector.fromArray(SPECIES, factors, lane);
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      int i = lane;
      for (; i < even; i += 2 * SIZE) {
        FloatVector g0 = FloatVector.fromArray(SPECIES, g, gAt + i);
        FloatVector g1 = FloatVector.fromArray(SPECIES, g, gAt + i + SIZE);
        sum0 = g0.fma(FloatVector.fromArray(SPECIES, x, xAt + i), sum0);
        sum1 = g1.fma(FloatVector.fromArray(SPECIES, x, xAt + i + SIZE), sum1);
        g0.mul(factor).intoArray(to, at + i);
        g1.mul(factor).intoArray(to, at + i + SIZE);
      }
      if (i < pixels * SIZE) {
        FloatVector g0 = FloatVector.fromArray(SPECIES, g, gAt + i);
        sum0 = g0.fma(FloatVector.fromArray(SPECIES, x, xAt + i), sum0);
        g0.mul(factor).intoArray(to, at + i);
      }
      FloatVector.fromArray(SPECIES, sums, lane).add(sum0.add(sum1)).intoArray(sums, lane);
    }
  }
}
