package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.ActivationSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Activations of dense arrays and their gradients, as far as possible of ND4J's operations that
 * show NaN where PyTorch does.
 */
final class Activations {
  /** {@code result = activation(x)}; they may be the same. */
  interface Function {
    void run(INDArray x, INDArray result);
  }

  /**
   * {@code result = g·activation'}; {@code g} and the result may be the same.
   *
   * <p>{@code of} is the activation's input or output, whichever its gradient reads.
   */
  interface Gradient {
    void run(INDArray of, INDArray g, INDArray result);
  }

  private Activations() {}

  static Function of(ActivationSpec spec, Resources resources) {
    return switch (spec.kind()) {
      case RELU -> function(resources.op("relu", new long[0], 0));
      case LEAKY_RELU -> leak(spec, resources);
      case SIGMOID -> function(resources.op("sigmoid"));
      case TANH -> function(resources.op("tanh"));
    };
  }

  private static Function function(BoundOp op) {
    return (x, result) -> op.run(BoundOp.arrays(x), result);
  }

  /** (1 - slope)·rectified + slope·everything; the lrelu op rounds its slope to float. */
  private static Function leak(ActivationSpec spec, Resources resources) {
    BoundOp relu = resources.op("relu", new long[0], 0);
    BoundOp add = resources.op("add");
    Scaling scaling = new Scaling();
    return (x, result) -> {
      INDArray part = resources.scratch.like(Scratch.Slot.ACTIVATION, x);
      scaling.run(x, spec.slope(), part);
      relu.run(BoundOp.arrays(x), result);
      scaling.run(result, 1 - spec.slope(), result);
      add.run(BoundOp.arrays(result, part), result);
    };
  }

  static Gradient gradient(ActivationSpec spec, Resources resources) {
    return switch (spec.kind()) {
      case RELU -> reluGradient();
      case LEAKY_RELU -> leakGradient(spec, resources);
      case SIGMOID -> sigmoidGradient(resources);
      case TANH -> tanhGradient(resources);
    };
  }

  /**
   * Zero where the output is, which is never negative, and g elsewhere, where the output is NaN
   * too, as in PyTorch. ND4J's {@code relu_bp} hides NaN.
   */
  private static Gradient reluGradient() {
    return new Choice(Conditions.lessThanOrEqual(0))::run;
  }

  private static Gradient leakGradient(ActivationSpec spec, Resources resources) {
    BoundOp positive = resources.op("relu_bp", new long[0], 0);
    BoundOp add = resources.op("add");
    Scaling scaling = new Scaling();
    return (y, g, result) -> {
      INDArray part = resources.scratch.like(Scratch.Slot.ACTIVATION, g);
      scaling.run(g, spec.slope(), part);
      positive.run(BoundOp.arrays(y, g), result);
      scaling.run(result, 1 - spec.slope(), result);
      add.run(BoundOp.arrays(result, part), result);
    };
  }

  /** g·(y - y²). */
  private static Gradient sigmoidGradient(Resources resources) {
    BoundOp multiply = resources.op("multiply");
    BoundOp subtract = resources.op("subtract");
    return (y, g, result) -> {
      INDArray slope = resources.scratch.like(Scratch.Slot.ACTIVATION, y);
      multiply.run(BoundOp.arrays(y, y), slope);
      subtract.run(BoundOp.arrays(y, slope), slope);
      multiply.run(BoundOp.arrays(g, slope), result);
    };
  }

  /** g - g·y². */
  private static Gradient tanhGradient(Resources resources) {
    BoundOp multiply = resources.op("multiply");
    BoundOp subtract = resources.op("subtract");
    return (y, g, result) -> {
      INDArray part = resources.scratch.like(Scratch.Slot.ACTIVATION, y);
      multiply.run(BoundOp.arrays(y, y), part);
      multiply.run(BoundOp.arrays(g, part), part);
      subtract.run(BoundOp.arrays(g, part), result);
    };
  }
}
