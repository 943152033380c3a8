package dev.skipjack.examples.custom;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Custom;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;

/** A small residual network that pools by a generalized mean instead of the average. */
@Model(input = @Input(channels = 1, height = 28, width = 28))
public class RetrievalNet {
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @Residual(blocks = 1, out = 16)
  Layer layer1;

  @Residual(blocks = 1, out = 32, stride = 2)
  Layer layer2;

  @Custom(value = GeneralizedMean.class, height = 1, width = 1)
  Layer pool;

  @Linear(out = 10)
  Layer logits;
}
