package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import dev.skipjack.runtime.kernel.norm.RunningStatisticsSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kernel against naive loops and finite differences; what has no gradient, by itself. */
class KernelsTest {
  static List<Backend> backends() {
    return Backend.all();
  }

  private static Stream<Arguments> cases(boolean portable) {
    return backends().stream()
        .filter(backend -> backend.isPortable() == portable)
        .flatMap(backend -> OpCases.all().stream().map(check -> Arguments.of(backend, check)));
  }

  /** Those of the portable provider where there is no fast one, as beside CUDA. */
  static Stream<Arguments> fastCases() {
    boolean isFast = backends().stream().anyMatch(backend -> !backend.isPortable());
    return cases(!isFast);
  }

  static Stream<Arguments> portableCases() {
    return cases(true);
  }

  @ParameterizedTest
  @MethodSource("fastCases")
  void agrees(Backend backend, OpCheck check) {
    check.run(backend, false);
  }

  @ParameterizedTest
  @MethodSource("fastCases")
  void agreesInSlabs(Backend backend, OpCheck check) {
    check.run(backend, true);
  }

  /** Native code computes alike under each JDK. */
  @Tag("exhaustive")
  @ParameterizedTest
  @MethodSource("portableCases")
  void portableKernelsAgree(Backend backend, OpCheck check) {
    check.run(backend, false);
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @MethodSource("portableCases")
  void portableKernelsAgreeInSlabs(Backend backend, OpCheck check) {
    check.run(backend, true);
  }

  @Test
  void thePortableProviderComputesInBothTypes() {
    assertThat(Backend.all())
        .contains(
            new Backend(Backend.PORTABLE, DataType.FLOAT),
            new Backend(Backend.PORTABLE, DataType.DOUBLE));
  }

  /** One-pass sums of squares would lose every digit. */
  @ParameterizedTest
  @MethodSource("backends")
  void statisticsSurviveALargeMean(Backend backend) {
    DataType type = backend.type();
    Size size = new Size(5, 3, 13, 11);
    double[] values = TestArrays.random(size.length(), 5);
    for (int i = 0; i < values.length; i++) {
      values[i] += 1000;
    }
    TestArrays arrays = new TestArrays(type, true);
    INDArray x = arrays.mapOf(values, size.shape());
    double[][] expected = NaiveOps.moments(TestArrays.values(x), size);
    INDArray mean = Nd4j.create(type, size.c());
    INDArray variance = Nd4j.create(type, size.c());
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new StatisticsSpec(size.c()))
          .bind(new Operands().with(INPUT, x).with(MEAN, mean).with(VARIANCE, variance))
          .run();
    }
    double tolerance = type == DataType.FLOAT ? 1e-4 : 1e-9;
    for (int c = 0; c < size.c(); c++) {
      assertThat(mean.getDouble(c)).isCloseTo(expected[0][c], within(tolerance));
      assertThat(variance.getDouble(c)).isCloseTo(expected[1][c], within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void runningVarianceIsUnbiased(Backend backend) {
    DataType type = backend.type();
    INDArray x = Nd4j.create(type, 2, 1, 2, 1);
    INDArray mean = Nd4j.valueArrayOf(new long[] {1}, 3.0, type);
    INDArray variance = Nd4j.valueArrayOf(new long[] {1}, 6.0, type);
    INDArray runningMean = Nd4j.valueArrayOf(new long[] {1}, 1.0, type);
    INDArray runningVariance = Nd4j.valueArrayOf(new long[] {1}, 2.0, type);
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new RunningStatisticsSpec(1, 0.25))
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(RUNNING_MEAN, runningMean)
                  .with(RUNNING_VARIANCE, runningVariance))
          .run();
    }
    assertThat(runningMean.getDouble(0)).isCloseTo(1.5, within(1e-6)); // 0.75 * 1 + 0.25 * 3
    assertThat(runningVariance.getDouble(0)).isCloseTo(3.5, within(1e-6)); // 0.75 * 2 + 0.25 * 8
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aSingleValueHasNoVarianceToCorrect(Backend backend) {
    DataType type = backend.type();
    INDArray one = Nd4j.ones(type, 1);
    INDArray runningVariance = Nd4j.ones(type, 1);
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new RunningStatisticsSpec(1, 0.5))
          .bind(
              new Operands()
                  .with(INPUT, Nd4j.create(type, 1, 1, 1, 1))
                  .with(MEAN, one)
                  .with(VARIANCE, Nd4j.zeros(type, 1))
                  .with(RUNNING_MEAN, one.dup())
                  .with(RUNNING_VARIANCE, runningVariance))
          .run();
    }
    assertThat(runningVariance.getDouble(0)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void dropoutKeepsItsMask(Backend backend) {
    DataType type = backend.type();
    INDArray x = Nd4j.valueArrayOf(new long[] {8, 5, 7, 9}, 2.0, type);
    INDArray out = x.ulike();
    INDArray mask = x.ulike();
    INDArray again = x.ulike();
    INDArray gradient = x.ulike();
    try (Kernels kernels = backend.open();
        Kernels same = backend.open()) {
      Step dropout = kernels.step(new DropoutSpec(0.25));
      dropout.bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, mask)).run();
      same.step(new DropoutSpec(0.25))
          .bind(new Operands().with(INPUT, x).with(OUTPUT, again).with(MASK, gradient))
          .run();
      assertThat(again).isEqualTo(out);
      kernels
          .step(new DropoutGradientSpec())
          .bind(
              new Operands()
                  .with(MASK, mask)
                  .with(OUTPUT_GRADIENT, x)
                  .with(INPUT_GRADIENT, gradient))
          .run();
      assertThat(gradient).isEqualTo(out); // both are x times the mask
      dropout.bind(new Operands().with(INPUT, x).with(OUTPUT, again).with(MASK, gradient)).run();
      assertThat(again).isNotEqualTo(out); // a fresh mask for each step
    }
    double kept = out.gt(0).castTo(DataType.DOUBLE).meanNumber().doubleValue();
    assertThat(kept).isCloseTo(0.75, within(0.03));
    assertThat(out.maxNumber().doubleValue()).isCloseTo(2 / 0.75, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void addsAndCopiesInAndOutOfSlabs(Backend backend) {
    DataType type = backend.type();
    TestArrays arrays = new TestArrays(type, true);
    long[] shape = {2, 3, 4, 5};
    double[] left = TestArrays.random(120, 1);
    double[] right = TestArrays.random(120, 2);
    INDArray a = arrays.mapOf(left, shape);
    INDArray b = arrays.mapOf(right, shape);
    INDArray copy = arrays.map(shape);
    try (Kernels kernels = backend.open()) {
      kernels.step(new CopySpec()).bind(new Operands().with(INPUT, a).with(OUTPUT, copy)).run();
      kernels
          .step(new AddSpec())
          .bind(new Operands().with(LEFT, a).with(RIGHT, b).with(OUTPUT, a))
          .run(); // in place
    }
    double[] sum = TestArrays.values(a);
    for (int i = 0; i < sum.length; i++) {
      assertThat(sum[i]).isCloseTo(left[i] + right[i], within(1e-6));
      assertThat(TestArrays.values(copy)[i]).isCloseTo(left[i], within(1e-6));
    }
    arrays.checkSentinels();
  }

  @Test
  void aForcedProviderNeverFallsBack() {
    assertThatThrownBy(() -> Kernels.open(Kernels.providers(), "warp", DataType.FLOAT, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no kernels for FLOAT named 'warp' (-Dskipjack.kernels)")
        .hasMessageContaining("nd4j (-Dskipjack.kernels=warp asks for another)");
  }

  @Test
  void thePropertyForcesAProvider() {
    String before = System.getProperty(Kernels.PROPERTY);
    try {
      System.setProperty(Kernels.PROPERTY, "nd4j");
      try (Kernels kernels = Kernels.open(DataType.FLOAT, 1)) {
        assertThat(kernels.step(new CopySpec())).isNotNull();
      }
      System.setProperty(Kernels.PROPERTY, "warp");
      assertThatThrownBy(() -> Kernels.open(DataType.FLOAT, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("named 'warp'");
    } finally {
      if (before == null) {
        System.clearProperty(Kernels.PROPERTY);
      } else {
        System.setProperty(Kernels.PROPERTY, before);
      }
    }
  }

  @Test
  void anEmptyClassPathIsNamed() {
    assertThatThrownBy(() -> Kernels.open(List.of(), null, DataType.FLOAT, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no kernels for FLOAT; skipped: none on the class path");
  }

  @Test
  void otherTypesAreRefusedWithItsReason() {
    assertThatThrownBy(() -> Kernels.open(DataType.UTF8, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it computes in FLOAT and DOUBLE, not in UTF8");
  }
}
