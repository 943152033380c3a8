package dev.skipjack.runtime.kernel;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.nd4j.linalg.api.buffer.DataType;

/** A provider, and a type that it computes in: what every case runs on. */
record Backend(String provider, DataType type) {
  /** The provider that has every kernel. */
  static final String PORTABLE = "nd4j";

  /** Every provider with every type that it is available for. */
  static List<Backend> all() {
    return Kernels.providers().stream()
        .flatMap(
            provider ->
                Stream.of(DataType.FLOAT, DataType.DOUBLE)
                    .filter(type -> provider.unavailableReason(type).isEmpty())
                    .map(type -> new Backend(provider.name(), type)))
        .toList();
  }

  /** For tests that run on dense maps and on parts of slabs. */
  static Stream<Arguments> inAndOutOfSlabs() {
    return all().stream()
        .flatMap(backend -> Stream.of(Arguments.of(backend, false), Arguments.of(backend, true)));
  }

  /**
   * Kernels of this provider alone. One that it lacks skips the test, unless the provider must have
   * it.
   */
  Kernels open() {
    List<KernelProvider> providers =
        Kernels.providers().stream().<KernelProvider>map(SharedKernels::new).toList();
    return Kernels.open(providers, provider, type, 1);
  }

  boolean isPortable() {
    return provider.equals(PORTABLE);
  }

  @Override
  public String toString() {
    return provider + " " + type;
  }
}
