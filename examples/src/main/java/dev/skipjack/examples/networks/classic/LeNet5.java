package dev.skipjack.examples.networks.classic;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Tanh;

/** LeCun et al. 1998, with every map connected: 61,706 parameters. */
@Model(input = @Input(channels = 1, height = 32, width = 32))
public class LeNet5 {
  @Conv(out = 6, kernel = 5, padding = 0)
  @Tanh
  @AvgPool(kernel = 2)
  Layer c1;

  @Conv(out = 16, kernel = 5, padding = 0)
  @Tanh
  @AvgPool(kernel = 2)
  Layer c3;

  @Flatten
  @Linear(out = 120)
  @Tanh
  Layer c5;

  @Linear(out = 84)
  @Tanh
  Layer f6;

  @Linear(out = 10)
  Layer logits;
}
