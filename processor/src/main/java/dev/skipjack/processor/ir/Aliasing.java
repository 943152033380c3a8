package dev.skipjack.processor.ir;

import java.util.Arrays;
import java.util.List;

/** Which memory the results of an op share with its operands. */
public sealed interface Aliasing {
  /** It is asked of every op. */
  static Aliasing of(Op op) {
    return op.accept(AliasingRules.RULES);
  }

  /**
   * The op writes its results: into memory of their own, or over an operand that nobody needs any
   * more.
   */
  record Written(List<Overwrite> overwrites) implements Aliasing {
    static final Written APART = new Written(List.of());

    public Written {
      overwrites = List.copyOf(overwrites);
    }

    static Written over(Overwrite... overwrites) {
      return new Written(Arrays.asList(overwrites));
    }
  }

  /** Nothing is written: the output is the input, or its channels from {@code first} on. */
  record Window(int first) implements Aliasing {}

  /** Nothing is written: the parts lie in the output, one behind the other. */
  record Slab() implements Aliasing {}
}
