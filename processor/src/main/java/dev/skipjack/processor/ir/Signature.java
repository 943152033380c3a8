package dev.skipjack.processor.ir;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * The names of what an op reads and of what it writes, in the order in which they stand on its
 * {@link Node}; what is not wanted of it is not there.
 */
public record Signature(List<Operand> inputs, List<Operand> outputs) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    List<Operand> all = new ArrayList<>(inputs);
    all.addAll(outputs);
    if (!all.isEmpty() && EnumSet.copyOf(all).size() != all.size()) {
      throw new IllegalArgumentException("a name twice: " + inputs + " -> " + outputs);
    }
  }

  public static Signature of(Op op) {
    return op.accept(Signatures.RULES);
  }

  /** Whether any number of inputs has one name. */
  public boolean isVariadic() {
    return inputs.contains(Operand.PARTS);
  }
}
