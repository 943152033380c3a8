package dev.skipjack.spark;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/** A small network with batch norm and chance. */
@Model(input = @Input(channels = 1, height = 8, width = 8))
class Spots {
  @Conv(out = 6, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @Conv(out = 8, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  @Dropout(0.2)
  Layer body;

  @GlobalAvgPool
  @Linear(out = 3)
  Layer logits;
}
