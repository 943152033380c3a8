package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * The names of what an op reads and of what it writes, in the order in which they stand on its
 * {@link Node}; what is not wanted of it is not there.
 *
 * @param aliasing which memory its results share with its operands, as its kernels of every
 *     provider promise
 */
public record Signature(List<Operand> inputs, List<Operand> outputs, Aliasing aliasing) {
  static final Signature MAP = reads(INPUT).writes(OUTPUT).build();
  static final Signature GRADIENT = gradient();
  static final Signature GRADIENT_FROM_BOTH = gradient(INPUT, OUTPUT);

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

  /** Of an op whose only result is its input's gradient. */
  static Signature gradient(Operand... values) {
    return reads(values).reads(OUTPUT_GRADIENT).writes(INPUT_GRADIENT).build();
  }

  static Builder reads(Operand... names) {
    return new Builder().reads(names);
  }

  /** Operands in their order; those of a condition are there if it holds. */
  static final class Builder {
    private final List<Operand> inputs = new ArrayList<>();
    private final List<Operand> outputs = new ArrayList<>();
    private final List<Overwrite> overwrites = new ArrayList<>();

    Builder reads(Operand... names) {
      return reads(true, names);
    }

    Builder reads(boolean condition, Operand... names) {
      inputs.addAll(condition ? List.of(names) : List.of());
      return this;
    }

    Builder writes(Operand... names) {
      return writes(true, names);
    }

    Builder writes(boolean condition, Operand... names) {
      outputs.addAll(condition ? List.of(names) : List.of());
      return this;
    }

    /** What it may write over an operand; nothing, if in doubt. */
    Builder over(Overwrite... some) {
      return over(true, some);
    }

    Builder over(boolean condition, Overwrite... some) {
      overwrites.addAll(condition ? List.of(some) : List.of());
      return this;
    }

    /** It writes its results. */
    Signature build() {
      return shares(new Aliasing.Written(overwrites));
    }

    /** It writes nothing. */
    Signature shares(Aliasing aliasing) {
      return new Signature(inputs, outputs, aliasing);
    }
  }
}
