package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.simd.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Reorder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A map from planes into blocks, or back. */
final class ReorderKernel implements Reorder, Workers.Task {
  private static final int PLANES = 0;
  private static final int BLOCK = 1;

  private final boolean intoBlocks;
  private final Workers workers;
  private final Operand<Planes> planar = Operand.planes();
  private final Operand<Blocks> blocked = Operand.blocks();
  private Planes planes;
  private Blocks blocks;
  private int parts;

  ReorderKernel(Layout to, Workers workers) {
    this.intoBlocks = to == Layout.BLOCKS;
    this.workers = workers;
  }

  @Override
  public void run(INDArray x, INDArray out) {
    planes = planar.of(intoBlocks ? x : out);
    blocks = blocked.of(intoBlocks ? out : x);
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
