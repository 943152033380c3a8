package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Skip;

/** Szegedy et al. 2015 ("Rethinking"), figure 5: windows of 5x5, and of 3x3 twice. */
@Block
class InceptionA {
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  Layer branch1x1;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = 48, kernel = 1, numbered = false)
  Layer branch5x5_1;

  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 5, numbered = false)
  Layer branch5x5_2;

  @From(Skip.INPUT)
  @Repeat(block = InceptionConvolution.class, out = 64, kernel = 1, numbered = false)
  Layer branch3x3dbl_1;

  @Repeat(block = InceptionConvolution.class, out = 96, kernel = 3, numbered = false)
  Layer branch3x3dbl_2;

  @Repeat(block = InceptionConvolution.class, out = 96, kernel = 3, numbered = false)
  Layer branch3x3dbl_3;

  @From(Skip.INPUT)
  @AvgPool(kernel = 3, stride = 1, padding = 1)
  @Repeat(block = InceptionConvolution.class, out = Param.OUT, kernel = 1, numbered = false)
  Layer branch_pool;

  @From("branch1x1")
  @Concat({"branch5x5_2", "branch3x3dbl_3", "branch_pool"})
  Layer joined;
}
