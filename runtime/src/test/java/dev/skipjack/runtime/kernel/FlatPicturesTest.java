package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients of pictures of one colour: thousands of equal products. Summed one after the other they
 * are all rounded the same way, and behind a batch norm, where most of the sum cancels, little that
 * is right is left.
 */
class FlatPicturesTest {
  private static final int IMAGES = 8;
  private static final int SIZE = 48;
  private static final float COLOUR = 0.1f;
  private static final float GRADIENT = 0.3f;
  private static final double BOUND = 5e-6;

  /** By each algorithm: 1×1, Winograd, any; in groups, with a stride. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 1, 1", "5, 1, 1", "3, 1, 16", "5, 1, 16", "3, 2, 1", "1, 2, 1"})
  void aSumOfEqualsIsTheirMultiple(int kernel, int stride, int groups) {
    ConvolutionSpec spec =
        new ConvolutionSpec(16, 16, kernel, stride, kernel / 2, 1, groups, false);
    int out = (SIZE - 1) / stride + 1;
    INDArray x = Nd4j.valueArrayOf(new long[] {IMAGES, 16, SIZE, SIZE}, COLOUR, DataType.FLOAT);
    INDArray gradient =
        Nd4j.valueArrayOf(new long[] {IMAGES, 16, out, out}, GRADIENT, DataType.FLOAT);
    INDArray weight = Nd4j.ones(DataType.FLOAT, 16, 16 / groups, kernel, kernel);
    INDArray weightGradient = Nd4j.create(DataType.FLOAT, 16, 16 / groups, kernel, kernel);
    try (Kernels kernels = Kernels.open(DataType.FLOAT, 0)) {
      kernels.convolutionGradient(spec).run(x, weight, gradient, null, weightGradient, null);
    }
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column++) {
        int count = IMAGES * seen(row, spec, out) * seen(column, spec, out);
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
            .map(o -> o * spec.stride() - spec.padding() + place)
            .filter(in -> in >= 0 && in < SIZE)
            .count();
  }
}
