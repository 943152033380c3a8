package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.custom.CustomLayer;
import dev.skipjack.runtime.custom.Gradients;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weight;
import dev.skipjack.runtime.custom.Weights;

/** Of every second pixel a·x² in the first half of the channels, b·x in the second. */
@Weight(name = "a", shape = Weight.IN)
@Weight(name = "b", shape = Weight.IN)
public final class QuadraticLayer implements CustomLayer {
  @Override
  public int[] outputShape(int[] input) {
    return new int[] {2 * input[0], (input[1] + 1) / 2, (input[2] + 1) / 2};
  }

  @Override
  public void forward(Tensor input, Weights weights, Tensor output) {
    double[] x = input.values();
    for (int c = 0; c < input.channels(); c++) {
      double a = weights.get("a").values()[c];
      double b = weights.get("b").values()[c];
      for (int row = 0; row < output.height(); row++) {
        for (int column = 0; column < output.width(); column++) {
          double value = x[input.index(c, 2 * row, 2 * column)];
          output.values()[output.index(c, row, column)] = a * value * value;
          output.values()[output.index(input.channels() + c, row, column)] = b * value;
        }
      }
    }
  }

  @Override
  public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
    double[] g = gradients.output().values();
    for (int c = 0; c < input.channels(); c++) {
      double a = weights.get("a").values()[c];
      double b = weights.get("b").values()[c];
      for (int row = 0; row < output.height(); row++) {
        for (int column = 0; column < output.width(); column++) {
          int from = input.index(c, 2 * row, 2 * column);
          double value = input.values()[from];
          double square = g[output.index(c, row, column)];
          double linear = g[output.index(input.channels() + c, row, column)];
          gradients.input().values()[from] = 2 * a * value * square + b * linear;
          gradients.weights().get("a").values()[c] += value * value * square;
          gradients.weights().get("b").values()[c] += value * linear;
        }
      }
    }
  }
}
