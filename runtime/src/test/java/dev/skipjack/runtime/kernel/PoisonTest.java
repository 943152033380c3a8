package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * No kernel reads what was not written: neither what its scratch held before, nor what lay where it
 * writes. Contents are compared bit by bit, for what was read may have been multiplied by zero.
 */
@Tag("exhaustive")
class PoisonTest {
  /** NaN spreads wherever it is computed with, but comparisons hide it. */
  private static final float LARGE = 1e30f;

  private static final Set<OpCheck> SMALL = Set.copyOf(OpCases.all());

  /** A provider on some processor, in one type. */
  private record Variant(
      String provider, DataType type, int threads, int bits, String convolutions) {
    Variant(String provider, DataType type, int threads, int bits) {
      this(provider, type, threads, bits, "");
    }

    KernelProvider load() {
      return provider.equals(Backend.PORTABLE)
          ? LoadedProviders.portable("NaN")
          : LoadedProviders.fast(threads, bits, "NaN", convolutions);
    }

    /**
     * Real sizes, which fast kernels compute in several pieces, are tried with wide vectors alone,
     * for the time that they take. Where convolutions are forced, other kernels are the same.
     */
    List<OpCheck> cases() {
      List<OpCheck> cases = new ArrayList<>(OpCases.all());
      if (bits >= 256) {
        FusedProvidersTest.cases().forEach(cases::add);
        cases.addAll(SpatialProvidersTest.cases());
      }
      return convolutions.isEmpty()
          ? cases
          : cases.stream().filter(check -> check.toString().contains("onvolution")).toList();
    }

    Kernels open(KernelProvider loaded) {
      return Kernels.open(List.of(new SharedKernels(loaded)), null, type, 1);
    }

    @Override
    public String toString() {
      return threads == 0
          ? provider + " " + type
          : "%s %s, %d threads, %d bits %s".formatted(provider, type, threads, bits, convolutions);
    }
  }

  static Stream<Variant> variants() {
    return Stream.of(
            new Variant(Backend.PORTABLE, DataType.FLOAT, 0, 0),
            new Variant(Backend.PORTABLE, DataType.DOUBLE, 0, 0),
            new Variant("simd", DataType.FLOAT, 2, 512),
            new Variant("simd", DataType.FLOAT, 1, 256),
            new Variant("simd", DataType.FLOAT, 3, 128),
            new Variant("simd", DataType.FLOAT, 2, 512, "blocked"),
            new Variant("simd", DataType.FLOAT, 3, 128, "blocked"))
        .filter(variant -> variant.load().unavailableReason(variant.type()).isEmpty());
  }

  private static void forEach(List<OpCheck> cases, BiConsumer<OpCheck, SoftAssertions> action) {
    SoftAssertions softly = new SoftAssertions();
    KernelReuseTest.forEachServed(cases, check -> action.accept(check, softly));
    softly.assertAll();
  }

  /**
   * Three times, on memory that held other things each time: NaN, which survives a multiplication
   * by zero, and numbers that every comparison tells apart. The last time a batch of nothing but
   * NaN came before, on small maps; what lives on of it is not in memory that is poisoned again.
   */
  @ParameterizedTest
  @MethodSource("variants")
  void noResultDependsOnWhatMemoryHeld(Variant variant) {
    KernelProvider provider = variant.load();
    DataType type = variant.type();
    try (Kernels first = variant.open(provider);
        Kernels second = variant.open(provider);
        Kernels third = variant.open(provider)) {
      forEach(
          variant.cases(),
          (check, softly) -> {
            LoadedProviders.poison(provider, Float.NaN);
            List<double[]> expected = check.computed(first, type, true, Double.NaN);
            LoadedProviders.poison(provider, LARGE);
            List<double[]> large = check.computed(second, type, true, LARGE);
            assertSame(softly, "large numbers change " + check, large, expected);
            LoadedProviders.poison(provider, -LARGE);
            List<double[]> low =
                SMALL.contains(check)
                    ? check.computedAfterNan(third, type, true, -LARGE)
                    : check.computed(third, type, true, -LARGE);
            assertSame(softly, "low numbers, or NaN before, change " + check, low, expected);
          });
    }
  }

  private static void assertSame(
      SoftAssertions softly, String what, List<double[]> actual, List<double[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      double[] values = expected.get(i);
      // AssertJ looks at an element at a time by reflection: most of what the test would take
      if (!Arrays.equals(actual.get(i), values)) {
        softly.fail("%s, result %d: %s for %s", what, i, some(actual.get(i)), some(values));
      }
      if (Arrays.stream(values).anyMatch(Double::isNaN)) {
        softly.fail("%s, result %d has NaN", what, i);
      }
    }
  }

  private static String some(double... values) {
    return Arrays.toString(Arrays.copyOf(values, Math.min(4, values.length)));
  }
}
