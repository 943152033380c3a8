package dev.skipjack.app;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/** Is told more than a picture. */
@Model(input = @Input(channels = 3, height = 8, width = 8))
class PictureAndTable {
  @Conv(out = 8, kernel = 3)
  @Relu
  @GlobalAvgPool
  @Flatten
  Layer seen;

  @Input(features = 2)
  Layer table;

  @Concat("seen")
  @Linear(out = 3)
  Layer logits;
}
