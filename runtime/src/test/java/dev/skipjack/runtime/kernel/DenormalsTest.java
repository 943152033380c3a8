package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.norm.RunningStatisticsSpec;
import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.MovingAverageSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is remembered from step to step and fades reaches zero, not numbers that slow processors.
 */
class DenormalsTest {
  /** More than a vector of any width. */
  private static final int LENGTH = 37;

  /**
   * @param halve a step in which nothing comes in and half of what is remembered stays
   */
  private record Memory(String name, BiConsumer<Kernels, INDArray> halve) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static INDArray zeros(INDArray like) {
    return like.ulike().assign(0);
  }

  private static List<Memory> memories() {
    SgdSpec sgd = new SgdSpec(0.5, false, 0);
    AdamSpec adam = new AdamSpec(0.5, 0.5, 1e-8, 0, false);
    return List.of(
        new Memory(
            "velocity", (kernels, v) -> kernels.prepare(sgd).run(zeros(v), zeros(v), v, 0.1)),
        new Memory(
            "mean",
            (kernels, m) ->
                kernels.prepare(adam).run(zeros(m), zeros(m), m, zeros(m).addi(1), 1, 0.1)),
        new Memory(
            "square",
            (kernels, s) -> kernels.prepare(adam).run(zeros(s), zeros(s), zeros(s), s, 1, 0.1)),
        new Memory(
            "average",
            (kernels, a) -> kernels.prepare(new MovingAverageSpec()).run(zeros(a), a, 0.5)),
        new Memory(
            "running mean",
            (kernels, mean) ->
                kernels
                    .step(new RunningStatisticsSpec(LENGTH, 0.5))
                    .bind(
                        new Operands()
                            .with(INPUT, map(mean))
                            .with(MEAN, zeros(mean))
                            .with(VARIANCE, zeros(mean))
                            .with(RUNNING_MEAN, mean)
                            .with(RUNNING_VARIANCE, zeros(mean)))
                    .run()),
        new Memory(
            "running variance",
            (kernels, variance) ->
                kernels
                    .step(new RunningStatisticsSpec(LENGTH, 0.5))
                    .bind(
                        new Operands()
                            .with(INPUT, map(variance))
                            .with(MEAN, zeros(variance))
                            .with(VARIANCE, zeros(variance))
                            .with(RUNNING_MEAN, zeros(variance))
                            .with(RUNNING_VARIANCE, variance))
                    .run()));
  }

  private static INDArray map(INDArray statistic) {
    return zeros(statistic).reshape(1, LENGTH, 1, 1);
  }

  static Stream<Arguments> all() {
    return Backend.all().stream()
        .flatMap(backend -> memories().stream().map(memory -> Arguments.of(backend, memory)));
  }

  private static double least(DataType type) {
    return type == DataType.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
  }

  @ParameterizedTest
  @MethodSource("all")
  void zeroIsWrittenBelowTheSmallestNormalNumberAlone(Backend backend, Memory memory) {
    double least = least(backend.type());
    double[] some = {
      4, -4, 2, -2, 1.75, -1.75, 1, -1, 0.5, -0.5, 0.25, 0, 1 / least, -1 / least, 3 / least
    };
    double[] before = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      before[i] = some[i % some.length] * least;
    }
    before[5] = Double.NaN;
    before[20] = Double.POSITIVE_INFINITY;
    before[35] = Double.NEGATIVE_INFINITY;
    INDArray array = new TestArrays(backend.type(), false).dense(LENGTH);
    write(array, before);
    try (Kernels kernels = backend.open()) {
      memory.halve().accept(kernels, array);
    }
    for (int i = 0; i < LENGTH; i++) {
      double half = before[i] / 2;
      if (Double.isFinite(half)) {
        double expected = Math.abs(half) < least ? 0 : half;
        assertThat(array.getDouble(i)).as("of %s", before[i]).isEqualTo(expected);
      } else {
        assertThat(array.getDouble(i)).as("of %s", before[i]).isNotFinite();
      }
    }
  }

  /** Rounding keeps the last denormals where they are. */
  @ParameterizedTest
  @MethodSource("all")
  void whatFadesEndsAtZero(Backend backend, Memory memory) {
    double[] before = new double[LENGTH];
    Arrays.fill(before, least(backend.type()) * 8);
    INDArray array = new TestArrays(backend.type(), false).dense(LENGTH);
    write(array, before);
    try (Kernels kernels = backend.open()) {
      for (int step = 0; step < 4; step++) {
        assertThat(array.getDouble(LENGTH - 1)).isPositive();
        memory.halve().accept(kernels, array);
      }
    }
    assertThat(TestArrays.values(array)).containsOnly(0);
  }

  /** Element by element: what is computed with arrays on the way may flush. */
  private static void write(INDArray array, double[] values) {
    for (int i = 0; i < values.length; i++) {
      array.putScalar(i, values[i]);
    }
  }
}
