package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Skip;

/** Figure 7: rows and columns beside each other. */
@Block
class InceptionE {
  @Repeat(block = InceptionConvolution.class, out = 320, kernel = 1, numbered = false)
  Layer branch1x1;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = 384, kernel = 1, numbered = false)
  Layer branch3x3_1;

  @Repeat(block = InceptionRow.class, out = 384, kernel = 3, numbered = false)
  Layer branch3x3_2a;

  @From("branch3x3_1")
  @Repeat(block = InceptionColumn.class, out = 384, kernel = 3, numbered = false)
  Layer branch3x3_2b;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = 448, kernel = 1, numbered = false)
  Layer branch3x3dbl_1;

  @Repeat(block = InceptionConvolution.class, out = 384, kernel = 3, numbered = false)
  Layer branch3x3dbl_2;

  @Repeat(block = InceptionRow.class, out = 384, kernel = 3, numbered = false)
  Layer branch3x3dbl_3a;

  @From("branch3x3dbl_2")
  @Repeat(block = InceptionColumn.class, out = 384, kernel = 3, numbered = false)
  Layer branch3x3dbl_3b;

  @From(Skip.INPUT)
  @AvgPool(kernel = 3, stride = 1, padding = 1)
  @Repeat(block = InceptionConvolution.class, out = 192, kernel = 1, numbered = false)
  Layer branch_pool;

  @From("branch1x1")
  @Concat({"branch3x3_2a", "branch3x3_2b", "branch3x3dbl_3a", "branch3x3dbl_3b", "branch_pool"})
  Layer joined;
}
