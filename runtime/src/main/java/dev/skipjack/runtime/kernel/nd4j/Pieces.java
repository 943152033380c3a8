package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.comparison.CompareAndSet;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Expm1;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * What activations are composed of, on dense arrays. Each result is the last argument, which may be
 * one of the others.
 */
final class Pieces {
  private final Resources resources;
  private final BoundOp relu;
  private final BoundOp reluGradient;
  private final BoundOp sigmoid;
  private final BoundOp tanh;
  private final BoundOp softplus;
  private final BoundOp add;
  private final BoundOp subtract;
  private final BoundOp multiply;
  private final Transform erf = new Transform(Erf::new);
  private final Transform exp = new Transform(Exp::new);
  private final Transform expMinusOne = new Transform(Expm1::new);
  private final Choice notPositive = new Choice(Conditions.lessThanOrEqual(0));
  private final Choice notNegative = new Choice(Conditions.greaterThanOrEqual(0));
  private final Transform negativePart =
      new Transform((x, to) -> new CompareAndSet(x, to, 0, Conditions.greaterThan(0)));
  private final Transform below6 =
      new Transform((x, to) -> new CompareAndSet(x, to, 6, Conditions.greaterThan(6)));
  private final Scaling scaling = new Scaling();
  private final Shift shift = new Shift();

  Pieces(Resources resources) {
    this.resources = resources;
    this.relu = resources.op("relu", new long[0], 0);
    this.reluGradient = resources.op("relu_bp", new long[0], 0);
    this.sigmoid = resources.op("sigmoid");
    this.tanh = resources.op("tanh");
    this.softplus = resources.op("softplus");
    this.add = resources.op("add");
    this.subtract = resources.op("subtract");
    this.multiply = resources.op("multiply");
  }

  /** Memory in the shape of another array, number 0, 1 or 2. */
  INDArray spare(int number, INDArray like) {
    Scratch.Slot slot =
        switch (number) {
          case 0 -> Scratch.Slot.ACTIVATION;
          case 1 -> Scratch.Slot.ACTIVATION_SLOPE;
          default -> Scratch.Slot.ACTIVATION_PART;
        };
    return resources.scratch.like(slot, like);
  }

  void relu(INDArray x, INDArray to) {
    relu.run(BoundOp.arrays(x), to);
  }

  /** g where y is positive, zero elsewhere, where it is NaN too. */
  void wherePositive(INDArray y, INDArray g, INDArray to) {
    reluGradient.run(BoundOp.arrays(y, g), to);
  }

  /** y where that is not positive, other elsewhere, where y is NaN too. */
  void unlessPositive(INDArray y, INDArray other, INDArray to) {
    notPositive.run(y, other, to);
  }

  /** y where that is not negative, other elsewhere, where y is NaN too. */
  void unlessNegative(INDArray y, INDArray other, INDArray to) {
    notNegative.run(y, other, to);
  }

  void sigmoid(INDArray x, INDArray to) {
    sigmoid.run(BoundOp.arrays(x), to);
  }

  void tanh(INDArray x, INDArray to) {
    tanh.run(BoundOp.arrays(x), to);
  }

  /** ln(1 + e^x). */
  void softplus(INDArray x, INDArray to) {
    softplus.run(BoundOp.arrays(x), to);
  }

  void erf(INDArray x, INDArray to) {
    erf.run(x, to);
  }

  void exp(INDArray x, INDArray to) {
    exp.run(x, to);
  }

  /** min(x, 0). */
  void negativePart(INDArray x, INDArray to) {
    negativePart.run(x, to);
  }

  /** min(max(x, 0), 6). */
  void relu6(INDArray x, INDArray to) {
    relu(x, to);
    below6.run(to, to);
  }

  void expMinusOne(INDArray x, INDArray to) {
    expMinusOne.run(x, to);
  }

  void add(INDArray a, INDArray b, INDArray to) {
    add.run(BoundOp.arrays(a, b), to);
  }

  void subtract(INDArray a, INDArray b, INDArray to) {
    subtract.run(BoundOp.arrays(a, b), to);
  }

  void multiply(INDArray a, INDArray b, INDArray to) {
    multiply.run(BoundOp.arrays(a, b), to);
  }

  void scale(INDArray x, double by, INDArray to) {
    scaling.run(x, by, to);
  }

  void shift(INDArray x, double by, INDArray to) {
    shift.run(x, by, to);
  }
}
