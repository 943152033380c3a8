package dev.skipjack.processor.ir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a {@link Node} computes. Attributes only: operands live on the node, in the order that the
 * {@link Signature} says.
 */
public sealed interface Op
    permits Contraction,
        Fused,
        Normalization,
        Elementwise,
        Pooling,
        Movement,
        Sequence,
        UserDefined {
  <R> R accept(Visitor<R> visitor);

  /** Which layouts it takes; planes unless its kernels know more. */
  default LayoutRule layoutRule() {
    return LayoutRule.PLANES;
  }

  /** The name in graph texts and comments: {@code ConvolutionGradient -> convolution_gradient}. */
  default String mnemonic() {
    return OpClass.of(this).mnemonic();
  }

  /** Mnemonic and what is not usual about it, as in {@code pool<kind=max kernel=2 stride=2>}. */
  default String text() {
    String attributes = String.join(" ", attributes());
    return attributes.isEmpty() ? mnemonic() : mnemonic() + "<" + attributes + ">";
  }

  /** The attributes that neither the types of the operands say nor everybody expects. */
  private List<String> attributes() {
    List<String> attributes = new ArrayList<>();
    try {
      for (RecordComponent component : OpClass.of(this).components()) {
        Object value = component.getAccessor().invoke(this);
        if (value == null) {
          continue; // nothing fused there
        }
        if (value instanceof Op op) {
          if (OpClass.isInner(component)) {
            attributes.addAll(op.attributes());
          } else if (op instanceof Elementwise.Activation activation) {
            attributes.addAll(activation.asPart());
          } else {
            attributes.add(component.getName() + "(" + String.join(" ", op.attributes()) + ")");
          }
        } else if (Boolean.TRUE.equals(value)) {
          attributes.add(component.getName());
        } else if (!isUsual(component.getName(), value)) {
          attributes.add(component.getName() + "=" + value.toString().toLowerCase(Locale.ROOT));
        }
      }
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError("records have public accessors", e);
    }
    return attributes;
  }

  private static boolean isUsual(String name, Object value) {
    return switch (name) {
      case "inChannels", "outChannels", "inFeatures", "outFeatures" -> true;
      case "stride", "dilation", "groups" -> value.equals(1) || value.equals(Span.of(1));
      case "padding", "outputPadding" -> value.equals(0) || value.equals(Span.of(0));
      case "slope" -> value.equals(0.0);
      case "className", "in", "out" -> true;
      case "scale" -> value.equals(1);
      case "height", "width" -> value.equals(0);
      case "arguments", "weights" -> value.equals(List.of());
      default -> value.equals(false);
    };
  }

  /** One method per op: a new op does not compile until every concern has a rule for it. */
  interface Visitor<R>
      extends Contraction.Visitor<R>,
          Fused.Visitor<R>,
          Normalization.Visitor<R>,
          Elementwise.Visitor<R>,
          Pooling.Visitor<R>,
          Movement.Visitor<R>,
          Sequence.Visitor<R>,
          UserDefined.Visitor<R> {}
}
