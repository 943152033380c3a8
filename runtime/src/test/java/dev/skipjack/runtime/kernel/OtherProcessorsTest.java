package dev.skipjack.runtime.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The fast kernels as they are on processors with other vectors and other numbers of threads. */
class OtherProcessorsTest {
  @ParameterizedTest
  @CsvSource("3, 256")
  void kernelsAreRight(int threads, int bits) {
    kernelsAreRight(LoadedProviders.fast(threads, bits));
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource({"1, 512", "1, 256", "2, 128", "3, 128"})
  void kernelsAreRightOnMore(int threads, int bits) {
    kernelsAreRight(LoadedProviders.fast(threads, bits));
  }

  @ParameterizedTest
  @CsvSource("2, 128, blocked")
  void anotherWayToConvolveIsRight(int threads, int bits, String convolutions) {
    kernelsAreRight(LoadedProviders.fast(threads, bits, null, convolutions));
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource({"1, 512, blocked", "3, 256, blocked", "2, 512, planar"})
  void eachWayToConvolveIsRight(int threads, int bits, String convolutions) {
    kernelsAreRight(LoadedProviders.fast(threads, bits, null, convolutions));
  }

  private static void kernelsAreRight(KernelProvider provider) {
    assumeTrue(provider.unavailableReason(DataType.FLOAT).isEmpty());
    KernelProvider shared = new SharedKernels(provider);
    try (Kernels kernels = Kernels.open(List.of(shared), null, DataType.FLOAT, 1)) {
      KernelReuseTest.forEachServed(
          OpCases.all(), check -> check.run(kernels, DataType.FLOAT, true, 1));
    }
  }
}
