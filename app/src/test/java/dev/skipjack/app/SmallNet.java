package dev.skipjack.app;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/** Tells three kinds of picture apart. */
@Model(input = @Input(channels = 3, height = 8, width = 8))
class SmallNet {
  @Conv(out = 8, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @Conv(out = 8, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer body;

  @GlobalAvgPool
  @Linear(out = 3)
  Layer logits;
}
