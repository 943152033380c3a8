package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of a ReLU from its output: the output is never negative, so its sign is the mask.
 * Two plain passes take a third of the time of {@code relu_bp}.
 */
final class PassedMask {
  private static final int MOST = 16;

  private record Bound(INDArray out, INDArray mask, Sign op) {}

  private final Resources resources;
  private final BoundOp multiply;
  private final Deque<Bound> recent = new ArrayDeque<>();

  PassedMask(Resources resources) {
    this.resources = resources;
    this.multiply = resources.op("multiply");
  }

  /**
   * @param out of the ReLU
   * @param gradient dense, as out
   * @param result dense, as out; may be {@code gradient}, but not in slot B
   */
  void run(INDArray out, INDArray gradient, INDArray result) {
    INDArray mask = resources.scratch.like(Scratch.Slot.B, out);
    Nd4j.getExecutioner().exec(sign(resources.dense(out, Scratch.Slot.B), mask));
    multiply.run(BoundOp.arrays(mask, gradient), result);
  }

  private Sign sign(INDArray out, INDArray mask) {
    for (Bound bound : recent) {
      if (bound.out() == out && bound.mask() == mask) {
        return bound.op();
      }
    }
    if (recent.size() == MOST) {
      recent.removeLast();
    }
    Sign op = new Sign(out, mask);
    recent.addFirst(new Bound(out, mask, op));
    return op;
  }
}
