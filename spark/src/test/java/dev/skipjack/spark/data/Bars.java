package dev.skipjack.spark.data;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/** Tells red, green and blue bars from each other. */
@Model(input = @Input(channels = 3, height = 8, width = 8))
public class Bars {
  @Conv(out = 6, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @GlobalAvgPool
  @Linear(out = 3)
  Layer logits;
}
