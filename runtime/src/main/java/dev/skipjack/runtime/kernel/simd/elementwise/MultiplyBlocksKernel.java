package dev.skipjack.runtime.kernel.simd.elementwise;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec.Factors;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** The product of a map in blocks with factors of its channels or its pixels. */
public final class MultiplyBlocksKernel implements Workers.Task, Runnable {
  private static final int X = 0;
  private static final int FACTORS = 1;

  /** Pixels that are read and written at once, so that they stay in the first-level cache. */
  private static final int PIECE = 128;

  private final boolean ofChannels;
  private final Workers workers;
  private final Blocks input;
  private final Planes scale;
  private final Blocks output;
  private int parts;

  public MultiplyBlocksKernel(Factors factors, Operands operands, Workers workers) {
    this.ofChannels = factors == Factors.CHANNELS;
    this.workers = workers;
    this.input = Blocks.of(operands, INPUT);
    this.scale = Planes.of(operands, SCALE);
    this.output = Blocks.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    parts = Parts.ofFloats(input.images * input.blocks(), (double) input.pixels * SIZE);
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int blocks = input.blocks();
    int end = Parts.first(part + 1, parts, input.images * blocks);
    for (int i = Parts.first(part, parts, input.images * blocks); i < end; i++) {
      scratch.poison();
      for (int pixel = 0; pixel < input.pixels; pixel += PIECE) {
        int count = Math.min(PIECE, input.pixels - pixel);
        visit(scratch, i / blocks, i % blocks, pixel, count);
      }
    }
  }

  private void visit(Scratch scratch, int image, int block, int pixel, int count) {
    float[] x = scratch.floats(X, PIECE * SIZE);
    float[] f = scratch.floats(FACTORS, PIECE);
    input.read(image, block, pixel, x, 0, count);
    if (ofChannels) {
      scale.read(image, block * SIZE, 0, f, 0, SIZE);
      scaleChannels(x, f, count);
    } else {
      scale.read(image, 0, pixel, f, 0, count);
      scalePixels(x, f, count);
    }
    output.write(image, block, pixel, x, 0, count);
  }

  private static void scaleChannels(float[] x, float[] f, int count) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector factor = FloatVector.fromArray(SPECIES, f, lane);
      for (int i = lane; i < count * SIZE; i += SIZE) {
        FloatVector.fromArray(SPECIES, x, i).mul(factor).intoArray(x, i);
      }
    }
  }

  private static void scalePixels(float[] x, float[] f, int count) {
    for (int p = 0; p < count; p++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, f[p]);
      for (int i = p * SIZE; i < (p + 1) * SIZE; i += LENGTH) {
        FloatVector.fromArray(SPECIES, x, i).mul(factor).intoArray(x, i);
      }
    }
  }
}
