package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A leaky ReLU whose slopes are broadcast along the pixels, or along everything. */
final class PreluKernels {
  private final PreluSpec spec;
  private final Resources resources;
  private final Pieces pieces;
  private final ChannelSums sums;
  private final Filling ones = new Filling(1);
  private final Derived planes =
      new Derived(a -> a.reshape('c', a.size(0), a.size(1), a.length() / (a.size(0) * a.size(1))));
  private final Derived channel = new Derived(a -> a.reshape('c', 1, 1, a.length(), 1));
  private final Derived vector = new Derived(a -> a.reshape('c', 1, a.length(), 1));

  private PreluKernels(PreluSpec spec, Resources resources) {
    this.spec = spec;
    this.resources = resources;
    this.pieces = new Pieces(resources);
    this.sums = new ChannelSums(resources);
  }

  static Composed forward(PreluSpec spec, Resources resources) {
    return new PreluKernels(spec, resources)::forward;
  }

  static Composed gradient(PreluSpec spec, Resources resources) {
    return new PreluKernels(spec, resources)::backward;
  }

  /** x where it is positive, slope·x elsewhere: a slope that is not finite stays there. */
  private void forward(Operands operands) {
    INDArray x = resources.dense(operands.array(INPUT), Scratch.Slot.A);
    INDArray out = resources.denseResult(operands.array(OUTPUT), Scratch.Slot.A);
    leak(x, x, operands.array(WEIGHT), pieces.spare(0, x), out);
    Resources.deliver(out, operands.array(OUTPUT));
  }

  /** The slopes' first: the input's gradient may lie where the output's does. */
  private void backward(Operands operands) {
    INDArray x = resources.dense(operands.array(INPUT), Scratch.Slot.A);
    INDArray g = resources.dense(operands.array(OUTPUT_GRADIENT), Scratch.Slot.B);
    INDArray part = pieces.spare(0, x);
    if (operands.has(WEIGHT_GRADIENT)) {
      pieces.negativePart(x, part);
      pieces.multiply(part, g, part);
      sums.run(spec.eachChannel() ? part : channel.of(part), operands.array(WEIGHT_GRADIENT));
    }
    if (operands.has(INPUT_GRADIENT)) {
      toInput(x, g, operands.array(WEIGHT), part, operands.array(INPUT_GRADIENT));
    }
  }

  private void toInput(INDArray x, INDArray g, INDArray weight, INDArray part, INDArray gradient) {
    INDArray result = resources.denseResult(gradient, Scratch.Slot.B);
    leak(x, g, weight, part, result);
    Resources.deliver(result, gradient);
  }

  /** a where x is positive, slope·a elsewhere, where x is NaN too; both are chosen, not mixed. */
  private void leak(INDArray x, INDArray a, INDArray weight, INDArray part, INDArray result) {
    INDArray others = pieces.spare(1, x);
    ones.run(others);
    pieces.wherePositive(x, others, others);
    pieces.scale(others, -1, others);
    pieces.shift(others, 1, others);
    multiply(a, weight, part);
    pieces.wherePositive(others, part, part);
    pieces.wherePositive(x, a, result);
    pieces.add(result, part, result);
  }

  private void multiply(INDArray map, INDArray slopes, INDArray result) {
    pieces.multiply(planes.of(map), vector.of(slopes), planes.of(result));
  }
}
