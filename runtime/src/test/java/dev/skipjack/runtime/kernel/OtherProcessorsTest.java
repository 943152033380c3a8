package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The fast kernels on processors with other vectors, other caches, other numbers of threads. No
 * bits are those that this processor prefers.
 */
class OtherProcessorsTest {
  /** Of results that were summed in another order, relative to the largest. */
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @CsvSource("3, 256")
  void kernelsAreRight(int threads, int bits) {
    kernelsAreRight(LoadedProviders.fast(threads, bits));
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource({"1, 0", "3, 128"})
  void kernelsAreRightOnMore(int threads, int bits) {
    kernelsAreRight(LoadedProviders.fast(threads, bits));
  }

  /** 64-bit ARM has narrow vectors, and many. */
  @ParameterizedTest
  @CsvSource("32, 128")
  void otherRegistersAreRight(int registers, int bits) {
    kernelsAreRight(
        LoadedProviders.fastForRegisters(registers, bits),
        OpCases.all().stream()
            .filter(check -> check.toString().matches(".*([Cc]onv|inear|ttention).*"))
            .toList());
  }

  @ParameterizedTest
  @CsvSource("2, 128, blocked")
  void anotherWayToConvolveIsRight(int threads, int bits, String convolutions) {
    kernelsAreRight(LoadedProviders.fast(threads, bits, null, convolutions));
  }

  /** Other kernels are the same however convolutions are computed. */
  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource({"1, 0, blocked", "3, 256, blocked", "1, 0, planar"})
  void eachWayToConvolveIsRight(int threads, int bits, String convolutions) {
    kernelsAreRight(
        LoadedProviders.fast(threads, bits, null, convolutions),
        OpCases.all().stream().filter(check -> check.toString().contains("onvolution")).toList());
  }

  /** As small and as large as settings allow; real sizes are cut elsewhere then. */
  @Tag("exhaustive")
  @Test
  void otherCachesChangeNothingButRounding() {
    KernelProvider usual = LoadedProviders.fast(1, 0);
    assumeTrue(usual.unavailableReason(DataType.FLOAT).isEmpty());
    List<OpCheck> cases = new ArrayList<>(SpatialProvidersTest.cases());
    FusedProvidersTest.cases().forEach(cases::add); // small maps are cut alike for any cache
    try (Kernels first = open(usual);
        Kernels small = open(LoadedProviders.fastForCaches("128k", "1m", "NaN"));
        Kernels large = open(LoadedProviders.fastForCaches("64m", "1024m", "NaN"))) {
      KernelReuseTest.forEachServed(
          cases,
          check -> {
            List<double[]> expected = check.computed(first, DataType.FLOAT, true, 0);
            assertClose(check + " in small caches", check, small, expected);
            assertClose(check + " in large caches", check, large, expected);
          });
    }
  }

  private static void assertClose(
      String what, OpCheck check, Kernels kernels, List<double[]> expected) {
    List<double[]> actual = check.computed(kernels, DataType.FLOAT, true, 0);
    for (int i = 0; i < expected.size(); i++) {
      TestArrays.checkClose(what + ", result " + i, actual.get(i), expected.get(i), TOLERANCE);
    }
  }

  /** Sums are rounded elsewhere: checkpoints and workers compare it. */
  @Test
  void otherCachesAndRegistersAreTold() {
    assumeTrue(LoadedProviders.fast(1, 0).unavailableReason(DataType.FLOAT).isEmpty());
    assertThat(LoadedProviders.fast(1, 0).vectors()).matches("\\d+ lanes(, \\d+ sums)?");
    assertThat(LoadedProviders.fastForCaches("512k", "16m", null).vectors())
        .endsWith(", caches of 512k and 16384k");
    assertThat(LoadedProviders.fastForRegisters(32, 128).vectors()).isEqualTo("4 lanes, 16 sums");
  }

  private static void kernelsAreRight(KernelProvider provider) {
    kernelsAreRight(provider, OpCases.all());
  }

  private static void kernelsAreRight(KernelProvider provider, List<OpCheck> cases) {
    assumeTrue(provider.unavailableReason(DataType.FLOAT).isEmpty());
    try (Kernels kernels = open(provider)) {
      KernelReuseTest.forEachServed(cases, check -> check.run(kernels, DataType.FLOAT, true));
    }
  }

  private static Kernels open(KernelProvider provider) {
    return Kernels.open(List.of(new SharedKernels(provider)), null, DataType.FLOAT, 1);
  }
}
