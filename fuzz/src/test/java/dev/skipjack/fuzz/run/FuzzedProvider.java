package dev.skipjack.fuzz.run;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.simd.ThreadedKernels;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Serves all networks while a model is run: the kernels of the provider that is tried, with the
 * threads that are tried.
 */
public final class FuzzedProvider implements KernelProvider {
  /** For the portable kernels. */
  static final int PORTABLE = 0;

  private static final int NOTHING = -1;

  private static volatile int threads = NOTHING;

  /**
   * Networks opened from now on have these kernels.
   *
   * @param newThreads of the fast provider, 1 to 3, or {@link #PORTABLE}
   */
  static void use(int newThreads) {
    threads = newThreads;
  }

  /** From now on networks have the kernels that users have. */
  static void stop() {
    use(NOTHING);
  }

  @Override
  public String name() {
    return "fuzzed";
  }

  @Override
  public int priority() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Optional<String> unavailableReason(DataType type) {
    return threads == NOTHING ? Optional.of("nothing is fuzzed") : Optional.empty();
  }

  @Override
  public KernelFactory open(DataType type) {
    if (threads == PORTABLE) {
      return Kernels.providers().stream()
          .filter(provider -> provider.name().equals("nd4j"))
          .findFirst()
          .orElseThrow()
          .open(type);
    }
    return ThreadedKernels.open(threads);
  }
}
