package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Skip;

/** Figure 6: windows of 7x7, divided into rows and columns. */
@Block
class InceptionC {
  @Repeat(block = InceptionConvolution.class, out = 192, kernel = 1, numbered = false)
  Layer branch1x1;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = Param.WIDTH, kernel = 1, numbered = false)
  Layer branch7x7_1;

  @Repeat(block = InceptionRow.class, out = Param.WIDTH, kernel = 7, numbered = false)
  Layer branch7x7_2;

  @Repeat(block = InceptionColumn.class, out = 192, kernel = 7, numbered = false)
  Layer branch7x7_3;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = Param.WIDTH, kernel = 1, numbered = false)
  Layer branch7x7dbl_1;

  @Repeat(block = InceptionColumn.class, out = Param.WIDTH, kernel = 7, numbered = false)
  Layer branch7x7dbl_2;

  @Repeat(block = InceptionRow.class, out = Param.WIDTH, kernel = 7, numbered = false)
  Layer branch7x7dbl_3;

  @Repeat(block = InceptionColumn.class, out = Param.WIDTH, kernel = 7, numbered = false)
  Layer branch7x7dbl_4;

  @Repeat(block = InceptionRow.class, out = 192, kernel = 7, numbered = false)
  Layer branch7x7dbl_5;

  @From(Skip.INPUT)
  @AvgPool(kernel = 3, stride = 1, padding = 1)
  @Repeat(block = InceptionConvolution.class, out = 192, kernel = 1, numbered = false)
  Layer branch_pool;

  @From("branch1x1")
  @Concat({"branch7x7_3", "branch7x7dbl_5", "branch_pool"})
  Layer joined;
}
