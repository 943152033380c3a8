package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Group and layer norm on maps of a real size and far from zero. */
class ImageNormTest {
  static List<Backend> backends() {
    return Backend.all();
  }

  static Stream<Arguments> othersAndCases() {
    return Backend.all().stream()
        .filter(backend -> !backend.provider().equals(Backend.PORTABLE))
        .flatMap(b -> ImageNormCases.large().stream().map(check -> Arguments.of(b, check)));
  }

  @ParameterizedTest
  @MethodSource("othersAndCases")
  void agreesWithThePortableOne(Backend backend, OpCheck check) {
    check.compare(backend);
  }

  /** One-pass sums of squares would lose every digit. */
  @ParameterizedTest
  @MethodSource("backends")
  void survivesALargeMean(Backend backend) {
    double[] near = TestArrays.random(2 * 8 * 35, 5);
    // What FLOAT has no digits for near 1000 is not asked for.
    Arrays.setAll(near, i -> Math.rint(near[i] * 4096) / 4096);
    double[] far = Arrays.stream(near).map(v -> v + 1000).toArray();
    for (OpSpec spec :
        List.of(
            new GroupNormSpec(8, 2, 1e-5, false),
            new GroupNormSpec(8, 8, 1e-5, false),
            new LayerNormSpec(8, 1e-5, false))) {
      double tolerance = backend.type() == DataType.FLOAT ? 2e-4 : 1e-9;
      TestArrays.checkClose(
          spec.describe(), run(backend, spec, far), run(backend, spec, near), tolerance);
    }
  }

  private static double[] run(Backend backend, OpSpec spec, double[] values) {
    TestArrays arrays = new TestArrays(backend.type(), true);
    INDArray out = arrays.map(2, 8, 5, 7);
    try (Kernels kernels = backend.open()) {
      kernels
          .step(spec)
          .bind(new Operands().with(INPUT, arrays.mapOf(values, 2, 8, 5, 7)).with(OUTPUT, out))
          .run();
    }
    return TestArrays.values(out);
  }

  @Test
  void groupsDivideTheChannels() {
    assertThatThrownBy(() -> new GroupNormSpec(6, 4, 1e-5, true))
        .hasMessage("groups must divide the channels, got 4 and 6");
    assertThatThrownBy(() -> new LayerNormSpec(6, 0, true))
        .hasMessage("channels and epsilon must be positive, got 6 and 0.0");
  }
}
