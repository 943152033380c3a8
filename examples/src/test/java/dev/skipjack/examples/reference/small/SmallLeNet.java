package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Tanh;

/** Unpadded convolutions, tanh and average pools. */
@Model(input = @Input(channels = 3, height = 24, width = 24))
public class SmallLeNet {
  @Conv(out = 4, kernel = 5, padding = 0)
  @Tanh
  @AvgPool(kernel = 2)
  Layer c1;

  @Conv(out = 6, kernel = 5, padding = 0)
  @Tanh
  @AvgPool(kernel = 2)
  Layer c3;

  @Flatten
  @Linear(out = 8)
  @Tanh
  Layer f5;

  @Linear(out = 5)
  Layer logits;
}
