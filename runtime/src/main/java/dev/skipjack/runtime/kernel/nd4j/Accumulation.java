package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;

import dev.skipjack.runtime.kernel.Operands;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How a kernel writes an operand that it overwrites or adds to, as it was built: it computes its
 * {@link #part} and has it {@linkplain #add added}. Null, an operand that is unwanted, stays null.
 */
final class Accumulation {
  private final boolean accumulate;
  private final Scratch scratch;
  private final Scratch.Slot slot;
  private final Composed add;

  Accumulation(boolean accumulate, Scratch.Slot slot, Resources resources) {
    this.accumulate = accumulate;
    this.scratch = resources.scratch;
    this.slot = slot;
    this.add = ElementwiseKernels.add(resources);
  }

  /** Where to compute: in scratch, or in the operand itself if it is overwritten. */
  INDArray part(INDArray total) {
    return accumulate && total != null ? scratch.like(slot, total) : total;
  }

  /** Adds what was computed in the part. */
  void add(INDArray total) {
    if (accumulate && total != null) {
      add.run(new Operands().with(LEFT, total).with(RIGHT, part(total)).with(OUTPUT, total));
    }
  }
}
