package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Poison;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Every kernel from ND4J operations alone, on whatever ND4J backend is on the class path. */
public final class Nd4jProvider implements KernelProvider {
  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<String> unavailableReason(DataType type) {
    return type == DataType.FLOAT || type == DataType.DOUBLE
        ? Optional.empty()
        : Optional.of("it computes in FLOAT and DOUBLE, not in " + type);
  }

  /**
   * Leaves OpenBLAS one thread: between calls its workers spin on the processors that ND4J's own
   * threads need, which doubled the time of a training step (docs/decisions/002).
   */
  @Override
  public KernelFactory open(DataType type) {
    if (Nd4j.getEnvironment().isCPU()) {
      Nd4j.factory().blas().setMaxThreads(1);
    }
    Nd4jKernels kernels = new Nd4jKernels(type);
    return Poison.ON ? Poison.beforeEachRun(kernels, kernels::poison) : kernels;
  }
}
