package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;

import dev.skipjack.runtime.kernel.ActivationSpec;
import dev.skipjack.runtime.random.LayerStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ops on elements; strided arrays pass through dense scratch, which is several times faster. */
final class ElementwiseKernels {
  private ElementwiseKernels() {}

  static Composed activation(ActivationSpec spec, Resources resources) {
    BoundOp op =
        switch (spec.kind()) {
          case RELU, LEAKY_RELU -> resources.op("relu", new long[0], 0);
          case SIGMOID -> resources.op("sigmoid");
          case TANH -> resources.op("tanh");
        };
    BoundOp add = resources.op("add");
    Scaling scaling = new Scaling();
    return operands -> {
      INDArray x = operands.get(INPUT);
      INDArray out = operands.get(OUTPUT);
      INDArray from = resources.dense(x, Scratch.Slot.A);
      INDArray result = resources.denseResult(out, Scratch.Slot.B);
      if (spec.kind() == ActivationSpec.Kind.LEAKY_RELU) {
        INDArray part = scaling.run(from, spec.slope(), resources.scratch.like(Scratch.Slot.C, x));
        op.run(BoundOp.arrays(from), result);
        leak(spec, result, part, add, scaling);
      } else {
        op.run(BoundOp.arrays(from), result);
      }
      Resources.deliver(result, out);
    };
  }

  /** (1 - slope)·rectified + slope·everything; the lrelu op rounds its slope to float. */
  private static void leak(
      ActivationSpec spec, INDArray rectified, INDArray part, BoundOp add, Scaling scaling) {
    scaling.run(rectified, 1 - spec.slope(), rectified);
    add.run(BoundOp.arrays(rectified, part), rectified);
  }

  /** From the output alone: where it is positive, so was the input. */
  static Composed gradient(ActivationSpec spec, Resources resources) {
    return spec.kind() == ActivationSpec.Kind.RELU
        ? reluGradient(resources)
        : smoothGradient(spec, resources);
  }

  private static Composed reluGradient(Resources resources) {
    ReluGradient relu = new ReluGradient(resources);
    return operands -> {
      INDArray out = operands.get(OUTPUT);
      INDArray outGradient = operands.get(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.get(INPUT_GRADIENT);
      INDArray g = resources.dense(outGradient, Scratch.Slot.A);
      INDArray result = resources.denseResult(inputGradient, Scratch.Slot.C);
      relu.run(out, g, result);
      Resources.deliver(result, inputGradient);
    };
  }

  private static Composed smoothGradient(ActivationSpec spec, Resources resources) {
    BoundOp positive = resources.op("relu_bp", new long[0], 0);
    BoundOp add = resources.op("add");
    Scaling scaling = new Scaling();
    BoundOp multiply = resources.op("multiply");
    BoundOp subtract = resources.op("subtract");
    return operands -> {
      INDArray out = operands.get(OUTPUT);
      INDArray outGradient = operands.get(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.get(INPUT_GRADIENT);
      INDArray y = resources.dense(out, Scratch.Slot.A);
      INDArray g = resources.dense(outGradient, Scratch.Slot.B);
      INDArray result = resources.denseResult(inputGradient, Scratch.Slot.B);
      switch (spec.kind()) {
        case RELU -> throw new IllegalStateException("has a kernel of its own");
        case LEAKY_RELU -> {
          INDArray part = scaling.run(g, spec.slope(), resources.scratch.like(Scratch.Slot.C, g));
          positive.run(BoundOp.arrays(y, g), result);
          leak(spec, result, part, add, scaling);
        }
        case SIGMOID -> { // g·(y - y²)
          INDArray slope = resources.scratch.like(Scratch.Slot.C, y);
          multiply.run(BoundOp.arrays(y, y), slope);
          subtract.run(BoundOp.arrays(y, slope), slope);
          multiply.run(BoundOp.arrays(g, slope), result);
        }
        case TANH -> { // g - g·y²
          INDArray part = resources.scratch.like(Scratch.Slot.C, y);
          multiply.run(BoundOp.arrays(y, y), part);
          multiply.run(BoundOp.arrays(g, part), part);
          subtract.run(BoundOp.arrays(g, part), result);
        }
      }
      Resources.deliver(result, inputGradient);
    };
  }

  static Composed add(Resources resources) {
    BoundOp op = resources.op("add");
    return operands -> {
      INDArray a = operands.get(LEFT);
      INDArray b = operands.get(RIGHT);
      INDArray out = operands.get(OUTPUT);
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
      INDArray x = operands.get(INPUT);
      INDArray out = operands.get(OUTPUT);
      INDArray mask = operands.get(MASK);
      drawn.drawElements(mask);
      multiply(op, resources, x, mask, out);
    };
  }

  static Composed dropoutGradient(Resources resources) {
    BoundOp op = resources.op("multiply");
    return operands -> {
      INDArray mask = operands.get(MASK);
      INDArray outGradient = operands.get(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.get(INPUT_GRADIENT);
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
