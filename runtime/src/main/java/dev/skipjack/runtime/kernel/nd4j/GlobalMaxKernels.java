package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The largest pixel of each channel, as a pool whose window is the map. */
final class GlobalMaxKernels {
  private final Resources resources;
  private final String name;
  private final Map<Long, BoundOp> ofSizes = new HashMap<>();

  private GlobalMaxKernels(String name, Resources resources) {
    this.name = name;
    this.resources = resources;
  }

  static Composed forward(Resources resources) {
    GlobalMaxKernels max = new GlobalMaxKernels("maxpool2d", resources);
    GlobalMaxKernels average = new GlobalMaxKernels("avgpool2d", resources);
    Maxima maxima = new Maxima(resources.type);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      INDArray result = resources.denseResult(out, Scratch.Slot.A);
      INDArray means = resources.scratch.like(Scratch.Slot.B, out);
      max.of(x).run(BoundOp.arrays(x), result);
      average.of(x).run(BoundOp.arrays(x), means);
      maxima.correct(result, means);
      Resources.deliver(result, out);
    };
  }

  static Composed gradient(Resources resources) {
    GlobalMaxKernels back = new GlobalMaxKernels("maxpool2d_bp", resources);
    return operands -> {
      INDArray x = operands.array(INPUT);
      back.of(x)
          .run(BoundOp.arrays(x, operands.array(OUTPUT_GRADIENT)), operands.array(INPUT_GRADIENT));
    };
  }

  /** As many as there are sizes of maps. */
  private BoundOp of(INDArray map) {
    long height = map.size(2);
    long width = map.size(3);
    return ofSizes.computeIfAbsent(
        height << Integer.SIZE | width,
        size -> resources.op(name, height, width, 1, 1, 0, 0, 1, 1, 0, 0, 0));
  }
}
