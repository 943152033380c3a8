package dev.skipjack.examples.custom;

import dev.skipjack.runtime.custom.CustomLayer;
import dev.skipjack.runtime.custom.Gradients;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weight;
import dev.skipjack.runtime.custom.Weights;

/**
 * Generalized mean pooling (Radenović et al. 2018, "Fine-tuning CNN image retrieval with no human
 * annotation", equation 2): of each channel {@code (mean of xᵖ)^(1/p)}, where p is learned. It is
 * average pooling for p = 1, and near max pooling for large p.
 */
@Weight(name = "p", shape = 1, initial = 3)
public final class GeneralizedMean implements CustomLayer {
  /** Powers of what is not positive make no sense: values below count as this. */
  private static final double LEAST = 1e-6;

  @Override
  public int[] outputShape(int[] input) {
    return new int[] {input[0], 1, 1};
  }

  @Override
  public void forward(Tensor input, Weights weights, Tensor output) {
    double p = weights.get("p").values()[0];
    for (int channel = 0; channel < input.channels(); channel++) {
      output.values()[channel] = Math.pow(meanOfPowers(input, channel, p), 1 / p);
    }
  }

  private static double meanOfPowers(Tensor input, int channel, double p) {
    int pixels = input.height() * input.width();
    double sum = 0;
    for (int i = channel * pixels; i < (channel + 1) * pixels; i++) {
      sum += Math.pow(Math.max(input.values()[i], LEAST), p);
    }
    return sum / pixels;
  }

  @Override
  public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
    double p = weights.get("p").values()[0];
    int pixels = input.height() * input.width();
    for (int channel = 0; channel < input.channels(); channel++) {
      double mean = meanOfPowers(input, channel, p);
      double gradient = gradients.output().values()[channel];
      double logarithms = 0;
      for (int i = channel * pixels; i < (channel + 1) * pixels; i++) {
        double x = Math.max(input.values()[i], LEAST);
        double power = Math.pow(x, p);
        logarithms += power * Math.log(x) / pixels;
        if (input.values()[i] > LEAST) {
          gradients.input().values()[i] = gradient * Math.pow(mean, 1 / p - 1) * power / x / pixels;
        }
      }
      gradients.weights().get("p").values()[0] +=
          gradient * Math.pow(mean, 1 / p) * (logarithms / mean / p - Math.log(mean) / (p * p));
    }
  }
}
