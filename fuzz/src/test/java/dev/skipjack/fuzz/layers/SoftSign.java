package dev.skipjack.fuzz.layers;

import dev.skipjack.runtime.custom.CustomLayer;
import dev.skipjack.runtime.custom.Gradients;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weight;
import dev.skipjack.runtime.custom.Weights;

/** The layer of a user's own that random models place: s·x/(1 + |x|), s of each channel. */
@Weight(name = "scale", shape = Weight.IN, initial = 2)
public final class SoftSign implements CustomLayer {
  @Override
  public void forward(Tensor input, Weights weights, Tensor output) {
    int pixels = input.length() / input.channels();
    for (int i = 0; i < input.length(); i++) {
      double x = input.values()[i];
      output.values()[i] = weights.get(0).values()[i / pixels] * x / (1 + Math.abs(x));
    }
  }

  @Override
  public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
    int pixels = input.length() / input.channels();
    for (int i = 0; i < input.length(); i++) {
      double x = input.values()[i];
      double base = 1 + Math.abs(x);
      double gradient = gradients.output().values()[i];
      gradients.input().values()[i] =
          gradient * weights.get(0).values()[i / pixels] / (base * base);
      gradients.weights().get(0).values()[i / pixels] += gradient * x / base;
    }
  }
}
