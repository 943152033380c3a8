package dev.skipjack.distributed;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;

/** A small residual network, whose pool has statistics of its own. */
@Model(input = @Input(channels = 1, height = 8, width = 8))
class Residuals {
  @Conv(out = 6, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @MaxPool(kernel = 2)
  @BatchNorm
  Layer pooled;

  @Residual(blocks = 1, out = 6)
  Layer layer1;

  @Residual(blocks = 1, out = 8, stride = 2)
  Layer layer2;

  @GlobalAvgPool
  @Linear(out = 3)
  Layer logits;
}
