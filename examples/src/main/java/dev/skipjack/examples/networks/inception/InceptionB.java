package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Skip;

/** Figure 10: half the size, by convolutions and by a pool. */
@Block
class InceptionB {
  @Repeat(block = InceptionUnpadded.class, out = 384, kernel = 3, stride = 2, numbered = false)
  Layer branch3x3;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  Layer branch3x3dbl_1;

  @Repeat(block = InceptionConvolution.class, out = 96, kernel = 3, numbered = false)
  Layer branch3x3dbl_2;

  @Repeat(block = InceptionUnpadded.class, out = 96, kernel = 3, stride = 2, numbered = false)
  Layer branch3x3dbl_3;

  @From(Skip.INPUT)
  @MaxPool(kernel = 3, stride = 2)
  Layer pool;

  @From("branch3x3")
  @Concat({"branch3x3dbl_3", "pool"})
  Layer joined;
}
