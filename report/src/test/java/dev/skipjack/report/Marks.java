package dev.skipjack.report;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/** A small network with a connection past a layer. */
@Model(input = @Input(channels = 1, height = 6, width = 6))
class Marks {
  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @Conv(out = 4, kernel = 3)
  @BatchNorm
  Layer body;

  @Add("stem")
  @Relu
  Layer sum;

  @GlobalAvgPool
  @Linear(out = 3)
  Layer logits;
}
