package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.random.LayerStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ops on elements; strided arrays pass through dense scratch, which is several times faster. */
final class ElementwiseKernels {
  private ElementwiseKernels() {}

  static Composed activation(ActivationSpec spec, Resources resources) {
    Activations.Function function = Activations.of(spec, resources);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      INDArray result = resources.denseResult(out, Scratch.Slot.B);
      function.run(resources.dense(x, Scratch.Slot.A), result);
      Resources.deliver(result, out);
    };
  }

  static Composed gradient(ActivationSpec spec, Resources resources) {
    ActivationGradients.Gradient gradient = ActivationGradients.of(spec, resources);
    return operands -> {
      INDArray of = operands.array(spec.kind().gradientReads());
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      INDArray result = resources.denseResult(inputGradient, Scratch.Slot.C);
      INDArray g = resources.dense(outGradient, Scratch.Slot.B);
      gradient.run(resources.dense(of, Scratch.Slot.A), g, result);
      Resources.deliver(result, inputGradient);
    };
  }

  static Composed add(Resources resources) {
    BoundOp op = resources.op("add");
    return operands -> {
      INDArray a = operands.array(LEFT);
      INDArray b = operands.array(RIGHT);
      INDArray out = operands.array(OUTPUT);
      INDArray x = resources.dense(a, Scratch.Slot.A);
      INDArray y = resources.dense(b, Scratch.Slot.B);
      INDArray result = resources.denseResult(out, Scratch.Slot.A);
      op.run(BoundOp.arrays(x, y), result);
      Resources.deliver(result, out);
    };
  }

  /** ND4J's dropout op guesses its mask again in backward and guesses wrong, so we keep ours. */
  static Composed dropout(double probability, LayerStream layer, Resources resources) {
    BoundOp op = resources.op("multiply");
    RandomMask drawn = new RandomMask(probability, layer);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      INDArray mask = operands.array(MASK);
      drawn.drawElements(mask);
      multiply(op, resources, x, mask, out);
    };
  }

  static Composed dropoutGradient(Resources resources) {
    BoundOp op = resources.op("multiply");
    return operands -> {
      INDArray mask = operands.array(MASK);
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      multiply(op, resources, outGradient, mask, inputGradient);
    };
  }

  private static void multiply(
      BoundOp op, Resources resources, INDArray x, INDArray mask, INDArray out) {
    INDArray from = resources.dense(x, Scratch.Slot.A);
    INDArray result = resources.denseResult(out, Scratch.Slot.A);
    op.run(BoundOp.arrays(from, resources.dense(mask, Scratch.Slot.B)), result);
    Resources.deliver(result, out);
  }
}
