package dev.skipjack.processor.ir;

import java.util.List;

/** Which memory the results of an op share with its operands. */
public sealed interface Aliasing {
  /** As its {@link Signature} says. */
  static Aliasing of(Op op) {
    return Signature.of(op).aliasing();
  }

  /**
   * The op writes its results: into memory of their own, or over an operand that nobody needs any
   * more.
   */
  record Written(List<Overwrite> overwrites) implements Aliasing {
    public Written {
      overwrites = List.copyOf(overwrites);
    }
  }

  /** Nothing is written: the output is the input, or its channels from {@code first} on. */
  record Window(int first) implements Aliasing {}

  /** Nothing is written: the parts lie in the output, one behind the other. */
  record Slab() implements Aliasing {}
}
