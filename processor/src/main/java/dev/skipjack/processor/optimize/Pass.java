package dev.skipjack.processor.optimize;

import dev.skipjack.processor.ir.Graph;

/** A rewrite. It never meets user errors: those end the compilation before the first pass. */
@FunctionalInterface
public interface Pass {
  Graph run(Graph graph);

  default String name() {
    return getClass().getSimpleName();
  }

  /** Whether code can be written without it, slower. */
  default boolean isOptional() {
    return true;
  }
}
