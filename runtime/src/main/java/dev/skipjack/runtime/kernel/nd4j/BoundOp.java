package dev.skipjack.runtime.kernel.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A custom op with its arguments and a few contexts, each bound once to the arrays of one batch
 * size. A new op per call would leak its native context until the garbage collector runs, and so
 * would binding an index twice.
 */
final class BoundOp implements AutoCloseable {
  /** Several uses of a kernel, for a few sizes of batches and images. */
  private static final int MOST_BINDINGS = 16;

  private final CustomOp op;
  private final long[] integers;
  private final double[] reals;
  private final boolean helpers;
  private final Deque<Binding> bindings = new ArrayDeque<>();

  private record Binding(INDArray[] inputs, INDArray[] outputs, OpContext context) {
    boolean isOf(INDArray[] in, INDArray[] out) {
      return same(inputs, in) && same(outputs, out);
    }

    private static boolean same(INDArray[] a, INDArray[] b) {
      if (a.length != b.length) {
        return false;
      }
      for (int i = 0; i < a.length; i++) {
        if (a[i] != b[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private BoundOp(String name, long[] integers, double[] reals, boolean helpers) {
    this.op = DynamicCustomOp.builder(name).build();
    this.integers = integers;
    this.reals = reals;
    this.helpers = helpers;
  }

  static BoundOp of(String name, long[] integers, double... reals) {
    return new BoundOp(name, integers, reals, true);
  }

  /** Without oneDNN or cuDNN: ND4J's own code, slower and right where theirs is not. */
  static BoundOp withoutHelpers(String name, long[] integers, double... reals) {
    return new BoundOp(name, integers, reals, false);
  }

  static INDArray[] arrays(INDArray... arrays) {
    return arrays;
  }

  void run(INDArray[] inputs, INDArray... outputs) {
    for (Binding binding : bindings) {
      if (binding.isOf(inputs, outputs)) {
        Nd4j.getExecutioner().exec(op, binding.context());
        return;
      }
    }
    if (bindings.size() == MOST_BINDINGS) {
      release(bindings.removeLast());
    }
    Binding binding = new Binding(inputs.clone(), outputs.clone(), bind(inputs, outputs));
    bindings.addFirst(binding);
    Nd4j.getExecutioner().exec(op, binding.context());
  }

  private OpContext bind(INDArray[] inputs, INDArray[] outputs) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    for (int i = 0; i < inputs.length; i++) {
      context.setInputArray(i, inputs[i]);
    }
    for (int i = 0; i < outputs.length; i++) {
      context.setOutputArray(i, outputs[i]);
    }
    // An empty array of arguments is ignored by ND4J, so it is never passed.
    if (integers.length > 0) {
      context.setIArguments(integers);
    }
    if (reals.length > 0) {
      context.setTArguments(reals);
    }
    context.allowHelpers(helpers);
    context.shapeFunctionOverride(true);
    return context;
  }

  private static void release(Binding binding) {
    binding.context().purge();
  }

  @Override
  public void close() {
    bindings.forEach(BoundOp::release);
    bindings.clear();
  }
}
