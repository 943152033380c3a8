package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** A provider on some processor, in one type, with or without poison. */
  private record Variant(
      String provider, DataType type, int threads, int bits, String convolutions) {
    Variant(String provider, DataType type, int threads, int bits) {
      this(provider, type, threads, bits, "");
    }

    KernelProvider load(String poison) {
      return provider.equals(Backend.PORTABLE)
          ? LoadedProviders.portable(poison)
          : LoadedProviders.fast(threads, bits, poison, convolutions);
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
            new Variant("simd", DataType.FLOAT, 3, 256),
            new Variant("simd", DataType.FLOAT, 1, 128),
            new Variant("simd", DataType.FLOAT, 2, 512, "blocked"),
            new Variant("simd", DataType.FLOAT, 3, 128, "blocked"))
        .filter(variant -> variant.load(null).unavailableReason(variant.type()).isEmpty());
  }

  private static void forEach(List<OpCheck> cases, BiConsumer<OpCheck, SoftAssertions> action) {
    SoftAssertions softly = new SoftAssertions();
    KernelReuseTest.forEachServed(cases, check -> action.accept(check, softly));
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void noResultDependsOnWhatMemoryHeld(Variant variant) {
    KernelProvider poisoned = variant.load("NaN");
    try (Kernels kernels = variant.open(variant.load(null));
        Kernels nan = variant.open(poisoned);
        Kernels large = variant.open(poisoned)) {
      forEach(
          variant.cases(),
          (check, softly) -> {
            DataType type = variant.type();
            List<double[]> expected = check.computed(kernels, type, true, 0);
            LoadedProviders.poison(poisoned, Float.NaN);
            assertSame(
                softly,
                "NaN changes " + check,
                check.computed(nan, type, true, Double.NaN),
                expected);
            LoadedProviders.poison(poisoned, LARGE);
            assertSame(
                softly,
                "large numbers change " + check,
                check.computed(large, type, true, LARGE),
                expected);
          });
    }
  }

  /** Nothing of a batch lives on in the next one. */
  @ParameterizedTest
  @MethodSource("variants")
  void whatIsNotANumberIsGoneWithTheNextBatch(Variant variant) {
    try (Kernels kernels = variant.open(variant.load(null))) {
      forEach(
          OpCases.all(),
          (check, softly) -> {
            List<List<double[]>> both = check.beforeAndAfterNan(kernels, variant.type(), false);
            assertSame(softly, "NaN stays in " + check, both.get(1), both.get(0));
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
        softly.fail("%s, result %d has NaN without poison", what, i);
      }
    }
  }

  private static String some(double... values) {
    return Arrays.toString(Arrays.copyOf(values, Math.min(4, values.length)));
  }
}
