package dev.skipjack.processor;

import dev.skipjack.runtime.custom.CustomLayer;
import dev.skipjack.runtime.custom.Gradients;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weight;
import dev.skipjack.runtime.custom.Weights;

/** A layer of a user's own, of which the compiler sees the declaration alone. */
@Weight(name = "scale", shape = Weight.IN, initial = 1)
@Weight(
    name = "mix",
    shape = {Weight.OUT, Weight.IN},
    standardDeviation = 0.1)
public final class OwnLayer implements CustomLayer {
  @Override
  public void forward(Tensor input, Weights weights, Tensor output) {}

  @Override
  public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {}
}
