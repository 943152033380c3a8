package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelProvider;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

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

  @Override
  public KernelFactory open(DataType type, long seed) {
    return new Nd4jKernels(type, seed);
  }
}
