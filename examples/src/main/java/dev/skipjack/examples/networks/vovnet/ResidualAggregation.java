package dev.skipjack.examples.networks.vovnet;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** {@link OneShotAggregation} added to its input, as all but the first of a stage. */
@Block
class ResidualAggregation {
  @Repeat(block = OneShotAggregation.class, width = Param.WIDTH, out = Param.OUT)
  Layer aggregation;

  @Skip(from = Skip.INPUT, shortcut = Shortcut.IDENTITY)
  Layer sum;
}
