package dev.skipjack.examples.faces;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;

/** Bazarevsky et al. 2019, figure 1: the single BlazeBlock. */
@Block
class BlazeUnit {
  @Conv(out = Param.OUT, kernel = 3, groups = Param.OUT, bias = false)
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @Skip(from = Skip.INPUT)
  @Relu
  Layer pointwise;
}
