package dev.skipjack.examples.inputs;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/**
 * The upper half of a picture, and a table of what else is known of it: here how bright each row of
 * the lower half is.
 */
@Model(input = @Input(channels = 1, height = 14, width = 28))
public class GarmentAndTable {
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer stem;

  @Conv(out = 32, kernel = 3)
  @BatchNorm
  @Relu
  @GlobalAvgPool
  @Flatten
  Layer seen;

  @Input(features = 14)
  Layer table;

  @Linear(out = 32)
  @Relu
  Layer known;

  @Concat("seen")
  @Linear(out = 10)
  Layer logits;
}
