package dev.skipjack.runtime.kernel.simd.movement;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** A map from planes into blocks, or back. */
public final class ReorderKernel implements Workers.Task, Runnable {
  private static final int PLANES = 0;
  private static final int BLOCK = 1;

  private final boolean intoBlocks;
  private final Workers workers;
  private final Planes planes;
  private final Blocks blocks;
  private int parts;

  public ReorderKernel(ReorderSpec spec, Operands operands, Workers workers) {
    this.intoBlocks = spec.to() == Layout.BLOCKS;
    this.workers = workers;
    this.planes = Planes.of(operands, intoBlocks ? INPUT : OUTPUT);
    this.blocks = Blocks.of(operands, intoBlocks ? OUTPUT : INPUT);
  }

  @Override
  public void run() {
    parts = Parts.ofFloats(blocks.images * blocks.blocks(), (double) blocks.pixels * SIZE);
    workers.run(parts, this);
  }

  @Override
  public void run(int part, Scratch scratch) {
    int each = blocks.blocks();
    int pixels = blocks.pixels;
    int end = Parts.first(part + 1, parts, blocks.images * each);
    for (int i = Parts.first(part, parts, blocks.images * each); i < end; i++) {
      scratch.poison();
      float[] plane = scratch.floats(PLANES, pixels * SIZE);
      float[] block = scratch.floats(BLOCK, pixels * SIZE);
      int channel = i % each * SIZE;
      if (intoBlocks) {
        planes.read(i / each, channel, 0, plane, 0, pixels * SIZE);
        Transpose.run(plane, 0, pixels, SIZE, pixels, block, 0, SIZE);
        blocks.write(i / each, i % each, 0, block, 0, pixels);
      } else {
        blocks.read(i / each, i % each, 0, block, 0, pixels);
        Transpose.run(block, 0, SIZE, pixels, SIZE, plane, 0, pixels);
        planes.write(i / each, channel, 0, plane, 0, pixels * SIZE);
      }
    }
  }
}
