package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.kernel.convolution.ConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Pictures of one colour. Thousands of equal products, summed one after the other, are all rounded
 * the same way, and behind a batch norm, where most of the sum cancels, little that is right is
 * left. Squares of the distances from a value that few others are near cancel likewise.
 */
class FlatPicturesTest {
  private static final int SIZE = 48;
  private static final float COLOUR = 0.1f;
  private static final float GRADIENT = 0.3f;
  private static final double BOUND = 5e-6;

  /** By each algorithm: 1×1, Winograd, any; in groups, with a stride. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1",
    "1, 1, 1, 8",
    "1, 1, 1, 64",
    "3, 1, 1, 8",
    "3, 1, 1, 64",
    "5, 1, 1, 8",
    "3, 1, 16, 8",
    "5, 1, 16, 8",
    "3, 2, 1, 8",
    "3, 2, 1, 64",
    "1, 2, 1, 8"
  })
  void aSumOfEqualsIsTheirMultiple(int kernel, int stride, int groups, int images) {
    ConvolutionSpec spec =
        new ConvolutionSpec(16, 16, kernel, stride, kernel / 2, 1, groups, false);
    int out = (SIZE - 1) / stride + 1;
    INDArray x = Nd4j.valueArrayOf(new long[] {images, 16, SIZE, SIZE}, COLOUR, DataType.FLOAT);
    INDArray gradient =
        Nd4j.valueArrayOf(new long[] {images, 16, out, out}, GRADIENT, DataType.FLOAT);
    INDArray weight = Nd4j.ones(DataType.FLOAT, 16, 16 / groups, kernel, kernel);
    INDArray weightGradient = Nd4j.create(DataType.FLOAT, 16, 16 / groups, kernel, kernel);
    try (Kernels kernels = Kernels.open(DataType.FLOAT, 0)) {
      kernels
          .step(new ConvolutionGradientSpec(spec))
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(WEIGHT, weight)
                  .with(OUTPUT_GRADIENT, gradient)
                  .with(WEIGHT_GRADIENT, weightGradient))
          .run();
    }
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column++) {
        int count = images * seen(row, spec, out) * seen(column, spec, out);
        double expected = count * (double) COLOUR * GRADIENT;
        assertThat(weightGradient.getDouble(15, 0, row, column))
            .isCloseTo(expected, within(BOUND * expected));
      }
    }
  }

  /** How many outputs of a row see something else than padding at this place of the kernel. */
  private static int seen(int place, ConvolutionSpec spec, int out) {
    return (int)
        IntStream.range(0, out)
            .map(o -> o * spec.stride() - spec.padding().width() + place)
            .filter(in -> in >= 0 && in < SIZE)
            .count();
  }

  /** A map as a transposed convolution of a stride makes it: the first value of a row is rare. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 1, 1", "5, 1, 1", "3, 1, 16", "3, 2, 1", "1, 2, 1"})
  void statisticsAreThoseOfTheMap(int kernel, int stride, int groups) {
    ConvolutionSpec spec =
        new ConvolutionSpec(16, 16, kernel, stride, kernel / 2, 1, groups, false);
    int out = (SIZE - 1) / stride + 1;
    INDArray x = Nd4j.valueArrayOf(new long[] {8, 16, SIZE, SIZE}, COLOUR, DataType.FLOAT);
    for (int i = 0; i < 8 * 16; i++) {
      for (int row = 0; row < SIZE; row += 8) {
        for (int column = 0; column < SIZE; column += 8) {
          x.putScalar(i / 16, i % 16, row, column, 1);
        }
      }
    }
    INDArray weight = Nd4j.ones(DataType.FLOAT, 16, 16 / groups, kernel, kernel);
    INDArray y = Nd4j.create(DataType.FLOAT, 8, 16, out, out);
    INDArray mean = Nd4j.create(DataType.FLOAT, 16);
    INDArray variance = Nd4j.create(DataType.FLOAT, 16);
    try (Kernels kernels = Kernels.open(DataType.FLOAT, 0)) {
      kernels
          .step(new FusedConvolutionSpec(spec, null, true))
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(WEIGHT, weight)
                  .with(OUTPUT, y)
                  .with(OUTPUT_MEAN, mean)
                  .with(OUTPUT_VARIANCE, variance))
          .run();
    }
    double[] values = y.get(NDArrayIndex.all(), NDArrayIndex.point(15)).dup().data().asDouble();
    double expectedMean = Arrays.stream(values).average().orElseThrow();
    double expectedVariance =
        Arrays.stream(values).map(v -> Math.pow(v - expectedMean, 2)).average().orElseThrow();
    double deviation = Math.sqrt(expectedVariance);
    assertThat(mean.getDouble(15)).isCloseTo(expectedMean, within(BOUND * deviation));
    assertThat(variance.getDouble(15))
        .isCloseTo(expectedVariance, within(BOUND * expectedVariance));
  }
}
