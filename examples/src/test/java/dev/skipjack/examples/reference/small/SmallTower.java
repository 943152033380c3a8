package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Padding;
import dev.skipjack.annotations.Silu;
import dev.skipjack.annotations.Tanh;

/** What two pictures of different sizes go through. */
@Block
class SmallTower {

  @Conv(out = 6, kernel = 3)
  @Tanh
  @AvgPool(kernel = 3, stride = 2, padding = Padding.SAME_UPPER)
  Layer first;

  @Conv(out = 6, kernel = 3, stride = 2, padding = 0)
  @Silu
  Layer second;
}
