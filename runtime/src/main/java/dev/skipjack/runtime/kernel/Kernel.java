package dev.skipjack.runtime.kernel;

/**
 * What computes an op: prepared once for its spec, bound to the arrays of each size of a batch, and
 * run.
 */
@FunctionalInterface
public interface Kernel {
  /**
   * What is to be computed with these arrays, as often as they change. Binding is cheap; what takes
   * time or memory, such as a plan for a shape or packed parameters, belongs to the kernel, whose
   * bindings run one after the other.
   *
   * @param operands as the {@link OpSpec#signature} says
   * @return keeps the arrays alive; allocates nothing when it is run again
   */
  Runnable bind(Operands operands);
}
