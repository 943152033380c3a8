package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.random.RandomStream;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares the gradient of a {@link Loss} with central finite differences of it, in double
 * precision, at outputs and labels drawn from a fixed seed. One line of a test: {@code
 * LossCheck.of(new MyLoss(), 4, 10);}.
 */
public final class LossCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final double FLOAT_TOLERANCE = 1e-3;
  private static final int SHOWN = 3;

  private final Loss loss;
  private final long[] shape;
  private final int[] labels;
  private final double[] logits;

  private LossCheck(Loss loss, long[] shape) {
    if (shape.length != 2 && shape.length != 4 || Arrays.stream(shape).anyMatch(s -> s < 1)) {
      throw new IllegalArgumentException(
          "expected the shape of an output, [images, classes] or [images, classes, height, width],"
              + " got "
              + Arrays.toString(shape));
    }
    this.loss = loss;
    this.shape = shape.clone();
    RandomStream random = RandomStream.of(1);
    logits = new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    Arrays.setAll(logits, i -> 4 * random.uniform(i) - 2);
    labels = new int[logits.length / Math.toIntExact(shape[1])];
    Arrays.setAll(labels, i -> (int) (random.uniform(logits.length + i) * shape[1]));
  }

  /**
   * Checks a loss of outputs of this shape.
   *
   * @param shape {@code images, classes}, or {@code images, classes, height, width} where each
   *     pixel has a label; small, since the loss is computed twice for each number
   * @throws AssertionError if the gradient is not that of the loss, naming where; if it is added to
   *     what was there instead of overwriting it, the loss is another one where no gradient is
   *     wanted, or in FLOAT
   * @throws IllegalArgumentException if it is no shape of an output
   */
  public static void of(Loss loss, long... shape) {
    new LossCheck(loss, shape).run();
  }

  private void run() {
    double[] gradient = new double[logits.length];
    double value = value(DataType.DOUBLE, logits, gradient);
    double alone = value(DataType.DOUBLE, logits, null);
    require(
        Math.abs(value - alone) <= TOLERANCE * Math.max(1, Math.abs(value)),
        "it is %s with a gradient, but %s without one",
        value,
        alone);
    double[] single = new double[logits.length];
    double inFloat = value(DataType.FLOAT, logits, single);
    require(
        Math.abs(value - inFloat) <= FLOAT_TOLERANCE * Math.max(1, Math.abs(value)),
        "it is %s in DOUBLE, but %s in FLOAT",
        value,
        inFloat);
    double[] moved = logits.clone();
    double[] expected = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      moved[i] = logits[i] + STEP;
      double above = value(DataType.DOUBLE, moved, null);
      moved[i] = logits[i] - STEP;
      double below = value(DataType.DOUBLE, moved, null);
      moved[i] = logits[i];
      expected[i] = (above - below) / (2 * STEP);
    }
    compare("", gradient, expected, TOLERANCE);
    compare(" in FLOAT", single, expected, FLOAT_TOLERANCE);
  }

  /** The gradient's array is NaN before: a loss overwrites it. */
  private double value(DataType type, double[] output, double[] gradient) {
    try (INDArray array = Detached.zeros(type, shape);
        INDArray byOutput = Detached.zeros(type, shape)) {
      ElementView.of(array).write(output, output.length, 0);
      byOutput.assign(Double.NaN);
      double value = loss.run(array, labels, gradient == null ? null : byOutput);
      if (gradient != null) {
        ElementView.of(byOutput).read(0, gradient, gradient.length);
      }
      return value;
    }
  }

  private void compare(String where, double[] actual, double[] expected, double tolerance) {
    StringBuilder wrong = new StringBuilder();
    int count = 0;
    for (int i = 0; i < actual.length; i++) {
      double most = Math.max(1, Math.max(Math.abs(expected[i]), Math.abs(actual[i])));
      if (!(Math.abs(actual[i] - expected[i]) <= tolerance * most) && count++ < SHOWN) {
        wrong.append(
            String.format(
                Locale.ROOT,
                "%n  at %s: %.9g, by finite differences %.9g",
                place(i),
                actual[i],
                expected[i]));
      }
    }
    require(
        count == 0,
        "the gradient%s is wrong in %d of %d numbers%s",
        where,
        count,
        actual.length,
        wrong);
  }

  /** {@code [2, 7]}. */
  private String place(int index) {
    long[] place = new long[shape.length];
    long rest = index;
    for (int axis = place.length - 1; axis >= 0; axis--) {
      place[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return Arrays.toString(place);
  }

  private void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      String name = loss.getClass().getSimpleName();
      throw new AssertionError(
          (name.isEmpty() ? "the loss" : name)
              + ": "
              + String.format(Locale.ROOT, message, arguments));
    }
  }
}
