package dev.skipjack.processor.ir;

import java.util.List;

/** What classes of the user compute, of which the compiler knows shapes alone. */
public sealed interface UserDefined extends Op {
  /** A layer may have as many weights as there are names for them. */
  List<Operand> WEIGHTS =
      List.of(Operand.WEIGHT, Operand.SECOND_WEIGHT, Operand.THIRD_WEIGHT, Operand.FOURTH_WEIGHT);

  /** Their gradients. */
  List<Operand> WEIGHT_GRADIENTS =
      List.of(
          Operand.WEIGHT_GRADIENT,
          Operand.SECOND_WEIGHT_GRADIENT,
          Operand.THIRD_WEIGHT_GRADIENT,
          Operand.FOURTH_WEIGHT_GRADIENT);

  /**
   * {@code (x[, weights]) -> out}, a map of a map or features of features.
   *
   * @param layer simple name of the class
   * @param className as Java source names it
   * @param arguments of the constructor, as Java literals
   * @param in channels or features of the input
   * @param out channels or features of the output
   * @param stride divides height and width
   * @param scale multiplies height and width
   * @param height of the output whatever the input has, 0 if it follows from that
   * @param width as {@code height}
   * @param weights their shapes
   */
  record Custom(
      String layer,
      String className,
      List<String> arguments,
      int in,
      int out,
      int stride,
      int scale,
      int height,
      int width,
      List<TensorType> weights)
      implements UserDefined {
    public Custom {
      arguments = List.copyOf(arguments);
      weights = List.copyOf(weights);
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitCustom(this);
    }
  }

  /** {@code (x[, weights], out, outGradient) -> [inputGradient], [weightGradients]}, as wanted. */
  record CustomGradient(Custom forward, boolean input, boolean parameters) implements UserDefined {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitCustomGradient(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitCustom(Custom op);

    R visitCustomGradient(CustomGradient op);
  }
}
