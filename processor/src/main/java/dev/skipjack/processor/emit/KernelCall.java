package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Signature;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How one node runs: the spec of its kernel, and what that is bound to.
 *
 * @param spec as an expression
 * @param operands by name, in the order of the op's {@link Signature}
 */
record KernelCall(CodeBlock spec, List<Bound> operands) {
  /** They lie where the sum is written: the kernel, which adds to it, knows one array. */
  private static final Set<Operand> IN_PLACE =
      EnumSet.of(
          Operand.INPUT_GRADIENT_SO_FAR,
          Operand.MEAN_GRADIENT_SO_FAR,
          Operand.VARIANCE_GRADIENT_SO_FAR);

  /** A value with the name that the kernel knows it by. */
  record Bound(Operand name, Value value) {
    /** The method of {@code Operands}: {@code outputMean}. */
    String method() {
      StringBuilder method = new StringBuilder();
      for (String word : name.toString().split(" ")) {
        method.append(method.isEmpty() ? word : capitalize(word));
      }
      return method.toString();
    }
  }

  private static String capitalize(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** Null for a node that the memory plan made vanish. */
  static KernelCall of(Node node) {
    CodeBlock spec = KernelCalls.of(node);
    if (spec == null) {
      return null;
    }
    Signature signature = Signature.of(node.op());
    List<Operand> names = new ArrayList<>(signature.inputs());
    names.addAll(signature.outputs());
    names.removeAll(IN_PLACE);
    List<Bound> operands =
        names.stream().map(name -> new Bound(inKernel(node, name), node.value(name))).toList();
    return new KernelCall(spec, operands);
  }

  /** Its own name, unless the kernel is that of another op. */
  private static Operand inKernel(Node node, Operand name) {
    if (!(node.op() instanceof Movement.Pad)) {
      return name;
    }
    return name == Operand.INPUT ? Operand.OUTPUT_GRADIENT : Operand.INPUT_GRADIENT;
  }
}
