package dev.skipjack.runtime.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static double[] draw(Initializer initializer, long... shape) {
    LongToDoubleFunction elements = initializer.elements(shape, new SplittableRandom(1));
    return LongStream.range(0, Arrays.stream(shape).reduce(1, (a, b) -> a * b))
        .mapToDouble(elements)
        .toArray();
  }

  /** The filters of FCN's net surgery for kernels of 4 and 3. */
  @Test
  void bilinearIsATentOfEachChannel() {
    double[] even = {0.25, 0.75, 0.75, 0.25};
    double[] odd = {0.5, 1, 0.5};
    for (double[] tent : new double[][] {even, odd}) {
      int kernel = tent.length;
      double[] values = draw(Initializer.bilinear(), 2, 2, kernel, kernel);
      for (int i = 0; i < values.length; i++) {
        int pixel = i % (kernel * kernel);
        int out = i / (kernel * kernel) % 2;
        int in = i / (kernel * kernel) / 2;
        double expected = in == out ? tent[pixel / kernel] * tent[pixel % kernel] : 0;
        assertThat(values[i]).as("element %d", i).isEqualTo(expected);
      }
    }
  }

  @Test
  void distributionsHaveTheirAmount() {
    assertThat(draw(Initializer.constant(2), 2, 3)).containsOnly(2.0).hasSize(6);
    double[] uniform = draw(Initializer.uniform(0.5), 100, 100);
    assertThat(Arrays.stream(uniform).map(Math::abs).max().getAsDouble()).isBetween(0.49, 0.5);
    double[] normal = draw(Initializer.normal(3), 100, 100);
    double square = Arrays.stream(normal).map(v -> v * v).average().getAsDouble();
    assertThat(Math.sqrt(square)).isBetween(2.9, 3.1);
  }
}
