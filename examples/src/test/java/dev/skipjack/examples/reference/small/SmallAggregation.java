package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;

/** One-shot aggregation of two convolutions instead of five. */
@Block
class SmallAggregation {
  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv1;

  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv2;

  @From(Skip.INPUT)
  @Concat({"conv1", "conv2"})
  @Conv(out = 8, kernel = 1)
  @BatchNorm
  @Relu
  Layer aggregate;
}
