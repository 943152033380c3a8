package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;

/**
 * A kernel of ND4J's operations, which take arrays as they are: nothing is made of them when it is
 * bound. Kernels are composed of others, whose operands lie in scratch and so change.
 */
@FunctionalInterface
interface Composed extends Kernel {
  void run(Operands operands);

  @Override
  default Runnable bind(Operands operands) {
    return () -> run(operands);
  }
}
