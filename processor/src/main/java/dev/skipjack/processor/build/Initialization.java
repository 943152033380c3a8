package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Parameter.Initializer;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.read.LayerAnnotation;

/** What {@code @Init} asks for. */
final class Initialization {
  private Initialization() {}

  /**
   * @param weight {@code [out, in, ...]}; fan-in and fan-out count as PyTorch does
   */
  static Initializer of(LayerAnnotation init, TensorType weight) {
    double receptive = receptive(weight);
    return of(init, weight.dims().get(1) * receptive, weight.dims().get(0) * receptive);
  }

  /**
   * @param weight {@code [in, out, kernel, kernel]} of a transposed convolution
   */
  static Initializer ofTransposed(LayerAnnotation init, TensorType weight) {
    double receptive = receptive(weight);
    return of(init, weight.dims().get(0) * receptive, weight.dims().get(1) * receptive);
  }

  private static double receptive(TensorType weight) {
    return weight.elements() / (double) (weight.dims().get(0) * weight.dims().get(1));
  }

  private static Initializer of(LayerAnnotation init, double fanIn, double fanOut) {
    return switch (init.string("value")) {
      case "HE_FAN_OUT" -> new Initializer(Initializer.Kind.NORMAL, Math.sqrt(2 / fanOut));
      case "HE_FAN_IN" -> new Initializer(Initializer.Kind.NORMAL, Math.sqrt(2 / fanIn));
      case "XAVIER" -> new Initializer(Initializer.Kind.UNIFORM, Math.sqrt(6 / (fanIn + fanOut)));
      case "NORMAL" -> new Initializer(Initializer.Kind.NORMAL, init.real("standardDeviation"));
      case "BILINEAR" -> new Initializer(Initializer.Kind.BILINEAR, 0);
      case "ZERO" -> new Initializer(Initializer.Kind.CONSTANT, 0);
      default -> throw new IllegalStateException("no such scheme: " + init);
    };
  }
}
