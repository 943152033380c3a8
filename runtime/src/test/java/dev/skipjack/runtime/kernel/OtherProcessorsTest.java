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

/** The fast kernels on processors with other vectors, other caches, other numbers of threads. */
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

  /** As small and as large as settings allow; real sizes are cut elsewhere then. */
  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource({"128k, 1m", "64m, 1024m"})
  void otherCachesChangeNothingButRounding(String secondLevel, String lastLevel) {
    KernelProvider usual = LoadedProviders.fast(1, 0);
    assumeTrue(usual.unavailableReason(DataType.FLOAT).isEmpty());
    KernelProvider other = LoadedProviders.fastForCaches(secondLevel, lastLevel, "NaN");
    List<OpCheck> cases = new ArrayList<>(SpatialProvidersTest.cases());
    FusedProvidersTest.cases().forEach(cases::add); // small maps are cut alike for any cache
    try (Kernels first = open(usual);
        Kernels second = open(other)) {
      KernelReuseTest.forEachServed(
          cases,
          check -> {
            List<double[]> expected = check.computed(first, DataType.FLOAT, true, 0);
            List<double[]> actual = check.computed(second, DataType.FLOAT, true, 0);
            for (int i = 0; i < expected.size(); i++) {
              TestArrays.checkClose(
                  check + ", result " + i, actual.get(i), expected.get(i), TOLERANCE);
            }
          });
    }
  }

  /** Sums are rounded elsewhere: checkpoints and workers compare it. */
  @Test
  void otherCachesAreTold() {
    assumeTrue(LoadedProviders.fast(1, 0).unavailableReason(DataType.FLOAT).isEmpty());
    assertThat(LoadedProviders.fast(1, 0).vectors()).endsWith(" lanes");
    assertThat(LoadedProviders.fastForCaches("512k", "16m", null).vectors())
        .endsWith(" lanes, caches of 512k and 16384k");
  }

  private static void kernelsAreRight(KernelProvider provider) {
    assumeTrue(provider.unavailableReason(DataType.FLOAT).isEmpty());
    try (Kernels kernels = open(provider)) {
      KernelReuseTest.forEachServed(
          OpCases.all(), check -> check.run(kernels, DataType.FLOAT, true, 1));
    }
  }

  private static Kernels open(KernelProvider provider) {
    return Kernels.open(List.of(new SharedKernels(provider)), null, DataType.FLOAT, 1);
  }
}
