package dev.skipjack.distributed;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Shared;

/** Two images and a table. */
@Model(input = @Input(channels = 1, height = 8, width = 8))
class Pairs {
  @Conv(out = 6, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @Input(channels = 1, height = 8, width = 8)
  Layer other;

  @Shared("stem")
  Layer otherStem;

  @Add("stem")
  @GlobalAvgPool
  @Flatten
  Layer seen;

  @Input(features = 2)
  Layer table;

  @Concat("seen")
  @Dropout(0.2)
  @Linear(out = 3)
  Layer logits;
}
