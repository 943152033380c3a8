package dev.skipjack.runtime.kernel;

/**
 * An op of a network's graph. Its record says what is computed and, in {@link #signature}, with
 * which arrays.
 */
public interface OpSpec extends KernelSpec<Kernel> {
  /** The names of the arrays that a kernel of it is bound to, with their shapes. */
  Signature signature();

  /** What it does with statistics of batch norm; null: nothing. */
  default StatisticsUse statisticsUse() {
    return null;
  }

  @Override
  default Kernel around(Kernel kernel, Around around) {
    return operands -> {
      Runnable step = kernel.bind(operands);
      return () -> around.run(step);
    };
  }
}
