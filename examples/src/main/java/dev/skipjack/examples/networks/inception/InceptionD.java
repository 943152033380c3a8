package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Skip;

/** Half the size again. */
@Block
class InceptionD {
  @Repeat(block = InceptionConvolution.class, out = 192, kernel = 1, numbered = false)
  Layer branch3x3_1;

  @Repeat(block = InceptionUnpadded.class, out = 320, kernel = 3, stride = 2, numbered = false)
  Layer branch3x3_2;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = 192, kernel = 1, numbered = false)
  Layer branch7x7x3_1;

  @Repeat(block = InceptionRow.class, out = 192, kernel = 7, numbered = false)
  Layer branch7x7x3_2;

  @Repeat(block = InceptionColumn.class, out = 192, kernel = 7, numbered = false)
  Layer branch7x7x3_3;

  @Repeat(block = InceptionUnpadded.class, out = 192, kernel = 3, stride = 2, numbered = false)
  Layer branch7x7x3_4;

  @From(Skip.INPUT)
  @MaxPool(kernel = 3, stride = 2)
  Layer pool;

  @From("branch3x3_2")
  @Concat({"branch7x7x3_4", "pool"})
  Layer joined;
}
