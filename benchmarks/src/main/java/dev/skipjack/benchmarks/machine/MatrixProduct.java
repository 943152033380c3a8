package dev.skipjack.benchmarks.machine;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/** Who multiplies large matrices; the fastest of them says what the machine can do. */
public enum MatrixProduct {
  /** Our own convolution of 1×1 with the kernels that a network would get. */
  SKIPJACK(ConvolutionProduct::new),
  /** Through ND4J. */
  OPENBLAS(OpenBlasProduct::new),
  /** With MKL inside, through DJL. */
  PYTORCH(PyTorchProduct::new);

  /** Rows and columns: enough to run at the peak. */
  static final int SIZE = 2048;

  private static final int REPETITIONS = 40;

  private final Supplier<Runnable> product;

  MatrixProduct(Supplier<Runnable> product) {
    this.product = product;
  }

  /**
   * @throws IllegalArgumentException if nobody has that name
   */
  static MatrixProduct parse(String title) {
    for (MatrixProduct product : values()) {
      if (product.toString().equals(title)) {
        return product;
      }
    }
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "'%s' is none of %s", title, Arrays.toString(values())));
  }

  /**
   * In 10⁹ operations per second, the best of many: a peak is what the machine does when nobody
   * disturbs it.
   */
  double gigaflops() {
    Runnable multiply = product.get();
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < REPETITIONS; i++) {
      long begin = System.nanoTime();
      multiply.run();
      best = Math.min(best, (System.nanoTime() - begin) / 1e9);
    }
    return 2e-9 * SIZE * SIZE * SIZE / best;
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
