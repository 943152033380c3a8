package dev.skipjack.runtime.custom;

import dev.skipjack.runtime.random.RandomStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/**
 * Compares the gradients of a {@link CustomLayer} with central finite differences of its forward
 * pass, in double precision, at numbers drawn from a fixed seed. One line of a test: {@code
 * GradientCheck.of(new MyLayer(), 3, 5, 4);}. It finds what else a layer must not do, too: to
 * change what it reads, to remember a pass, or to write the gradients of weights instead of adding
 * to them. Between the passes of an image it runs those of others, as a network does with a batch,
 * so that what a layer keeps of the last pass is another image's.
 */
public final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final int SHOWN = 3;

  private final CustomLayer layer;
  private final Tensor input;
  private final Weights weights;
  private final Tensor output;
  private final Gradients gradients;
  private final RandomStream random = RandomStream.of(1);
  private long drawn;

  private GradientCheck(CustomLayer layer, int[] shape) {
    this.layer = layer;
    int[] out = layer.outputShape(shape.clone());
    require(
        out != null && out.length == shape.length,
        "outputShape makes %s of %s: as many axes are expected",
        Arrays.toString(out),
        Arrays.toString(shape));
    input = new Tensor(shape);
    output = new Tensor(out);
    weights = Weights.of(layer, shape, out);
    gradients = new Gradients(new Tensor(out), new Tensor(shape), Weights.of(layer, shape, out));
  }

  /**
   * Checks a layer for an image of this shape.
   *
   * @param shape {@code channels, height, width}, or {@code features}; small, since the forward
   *     pass runs twice for each number of input and weights
   * @throws AssertionError if a gradient is not that of the forward pass, naming where; or if the
   *     layer does what it must not
   * @throws IllegalArgumentException if a size is not positive
   */
  public static void of(CustomLayer layer, int... shape) {
    new GradientCheck(layer, shape).run();
  }

  private void run() {
    draw(input, 0);
    Weight[] declared = layer.getClass().getDeclaredAnnotationsByType(Weight.class);
    for (int i = 0; i < weights.size(); i++) {
      draw(weights.get(i), declared[i].initial());
    }
    draw(gradients.output(), 0);
    checkForward();
    checkBackward();
    compare("input", input, gradients.input());
    for (int i = 0; i < weights.size(); i++) {
      compare(
          "weight '" + weights.names().get(i) + "'", weights.get(i), gradients.weights().get(i));
    }
  }

  private void draw(Tensor tensor, double about) {
    Arrays.setAll(tensor.values(), i -> about + 2 * random.uniform(drawn++) - 1);
  }

  private void checkForward() {
    passOthers();
    double[][] read = copies();
    forward();
    checkUnchanged("forward", read);
    double[] first = output.values().clone();
    for (double value : first) {
      require(!Double.isNaN(value), "forward makes NaN of finite numbers");
    }
    passOthers();
    forward();
    require(
        Arrays.equals(first, output.values()),
        "forward makes something else of the same numbers the second time: it must not remember"
            + " what it computed");
  }

  private void checkBackward() {
    double[][] read = copies();
    clearSums();
    backward(); // right behind its forward pass
    checkUnchanged("backward", read);
    double[] ofInput = gradients.input().values().clone();
    double[][] ofWeights = new double[weights.size()][];
    Arrays.setAll(ofWeights, i -> gradients.weights().get(i).values().clone());
    passOthers();
    clearSums();
    backward();
    boolean isSame = Arrays.equals(ofInput, gradients.input().values());
    for (int i = 0; i < ofWeights.length; i++) {
      isSame &= Arrays.equals(ofWeights[i], gradients.weights().get(i).values());
    }
    require(
        isSame,
        "backward gives another gradient after the passes of other images: it must compute it from"
            + " the input and the output that it is given, not from what forward kept");
    backward();
    require(
        Arrays.equals(ofInput, gradients.input().values()),
        "backward gives another gradient of the input the second time: it must not remember what it"
            + " computed");
    for (int i = 0; i < ofWeights.length; i++) {
      double[] sum = gradients.weights().get(i).values();
      for (int at = 0; at < sum.length; at++) {
        require(
            Math.abs(sum[at] - 2 * ofWeights[i][at]) <= TOLERANCE * Math.max(1, Math.abs(sum[at])),
            "backward must add to the gradient of weight '%s', which has what other images"
                + " contributed: after two images it is %s at %d, expected %s",
            weights.names().get(i),
            sum[at],
            at,
            2 * ofWeights[i][at]);
      }
      System.arraycopy(ofWeights[i], 0, sum, 0, sum.length);
    }
  }

  /** Both passes of two other images in the same arrays, which are restored but for gradients. */
  private void passOthers() {
    double[] image = input.values().clone();
    double[] made = output.values().clone();
    draw(input, 0);
    forward();
    backward();
    Arrays.setAll(input.values(), i -> -image[i]); // each sign and each order is another
    forward();
    backward();
    System.arraycopy(image, 0, input.values(), 0, image.length);
    System.arraycopy(made, 0, output.values(), 0, made.length);
  }

  private void clearSums() {
    for (int i = 0; i < weights.size(); i++) {
      Arrays.fill(gradients.weights().get(i).values(), 0);
    }
  }

  private void forward() {
    Arrays.fill(output.values(), 0);
    layer.forward(input, weights, output);
  }

  private void backward() {
    Arrays.fill(gradients.input().values(), 0);
    layer.backward(input, weights, output, gradients);
  }

  private double[][] copies() {
    double[][] copies = new double[weights.size() + 2][];
    copies[0] = input.values().clone();
    copies[1] = gradients.output().values().clone();
    for (int i = 0; i < weights.size(); i++) {
      copies[i + 2] = weights.get(i).values().clone();
    }
    return copies;
  }

  private void checkUnchanged(String pass, double[][] before) {
    double[][] after = copies();
    for (int i = 0; i < before.length; i++) {
      String what = i == 0 ? "its input" : i == 1 ? "the output's gradient" : "its weights";
      require(
          Arrays.equals(before[i], after[i]), "%s changes %s, which it may read only", pass, what);
    }
  }

  /** The loss is the output, each number times that of the output's gradient. */
  private double loss() {
    forward();
    double loss = 0;
    for (int i = 0; i < output.length(); i++) {
      loss += output.values()[i] * gradients.output().values()[i];
    }
    return loss;
  }

  private void compare(String what, Tensor of, Tensor gradient) {
    StringBuilder wrong = new StringBuilder();
    int count = 0;
    for (int i = 0; i < of.length(); i++) {
      double expected = difference(of.values(), i, this::loss);
      double actual = gradient.values()[i];
      double most = Math.max(1, Math.max(Math.abs(expected), Math.abs(actual)));
      if (!(Math.abs(expected - actual) <= TOLERANCE * most)) {
        if (count++ < SHOWN) {
          wrong.append(
              String.format(
                  Locale.ROOT,
                  "%n  at %s: %.9g, by finite differences %.9g",
                  place(of, i),
                  actual,
                  expected));
        }
      }
    }
    require(
        count == 0,
        "backward gives a wrong gradient of the %s, in %d of %d numbers%s",
        what,
        count,
        of.length(),
        wrong);
  }

  private static double difference(double[] values, int at, DoubleSupplier loss) {
    double value = values[at];
    values[at] = value + STEP;
    double above = loss.getAsDouble();
    values[at] = value - STEP;
    double below = loss.getAsDouble();
    values[at] = value;
    return (above - below) / (2 * STEP);
  }

  /** {@code [2, 0, 3]}. */
  private static String place(Tensor tensor, int index) {
    int[] place = new int[tensor.rank()];
    int rest = index;
    for (int axis = place.length - 1; axis >= 0; axis--) {
      place[axis] = rest % tensor.size(axis);
      rest /= tensor.size(axis);
    }
    return Arrays.toString(place);
  }

  private void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new AssertionError(
          layer.getClass().getSimpleName() + ": " + String.format(Locale.ROOT, message, arguments));
    }
  }
}
