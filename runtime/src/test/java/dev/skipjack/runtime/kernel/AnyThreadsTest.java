package dev.skipjack.runtime.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The same bits with any number of threads: who runs a training elsewhere gets the same weights.
 */
@Tag("exhaustive")
class AnyThreadsTest {
  /** Every case that both providers have, one behind the other. */
  private static void compare(KernelProvider one, KernelProvider other, List<OpCheck> cases) {
    assumeTrue(one.unavailableReason(DataType.FLOAT).isEmpty());
    List<List<double[]>> expected = computed(one, cases);
    List<List<double[]>> actual = computed(other, cases);
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < expected.size(); i++) {
      for (int array = 0; array < expected.get(i).size(); array++) {
        double[] values = actual.get(i).get(array);
        // AssertJ looks at an element at a time by reflection
        if (!Arrays.equals(values, expected.get(i).get(array))) {
          softly
              .assertThat(values)
              .as("%s: array %d", cases.get(i), array)
              .isEqualTo(expected.get(i).get(array));
        }
      }
    }
    softly.assertAll();
  }

  private static List<List<double[]>> computed(KernelProvider provider, List<OpCheck> cases) {
    List<List<double[]>> all = new ArrayList<>();
    try (Kernels kernels = Kernels.open(List.of(provider), null, DataType.FLOAT, 1)) {
      for (OpCheck check : cases) {
        all.add(check.computed(kernels, DataType.FLOAT, all.size() % 2 == 0, 0));
      }
    }
    return all;
  }

  /** Those that the fast provider has. */
  private static List<OpCheck> served(List<OpCheck> all) {
    KernelProvider provider = new SharedKernels(LoadedProviders.fast(1, 0));
    List<OpCheck> cases = new ArrayList<>();
    try (Kernels kernels = Kernels.open(List.of(provider), null, DataType.FLOAT, 1)) {
      KernelReuseTest.forEachServed(
          all,
          check -> {
            check.computed(kernels, DataType.FLOAT, false, 0);
            cases.add(check);
          });
    }
    return cases;
  }

  /** Small kernels in as many parts as they can have. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 64})
  void everyCaseHasTheBitsOfOneThread(int threads) {
    compare(
        LoadedProviders.fast(1, 0, null, 0),
        LoadedProviders.fast(threads, 0, null, 0),
        served(OpCases.all()));
  }

  /** Parts as large as they are elsewhere. */
  @Test
  void casesOfARealSizeHaveTheBitsOfOneThread() {
    compare(
        LoadedProviders.fast(1, 0, null, 1),
        LoadedProviders.fast(3, 0, null, 1),
        served(FusedProvidersTest.cases().toList()));
  }
}
