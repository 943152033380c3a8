package dev.skipjack.examples.networks.densenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;

/** Wang et al. 2018, figure 1: windows of 3x3 and of 5x5, half of the growth each. */
@Block
class TwoWayDense {
  @Conv(out = Param.WIDTH, kernel = 1)
  @BatchNorm
  @Relu
  Layer branch1a;

  @Conv(out = Param.GROWTH / 2, kernel = 3)
  @BatchNorm
  @Relu
  Layer branch1b;

  @From(Skip.INPUT)
  @Conv(out = Param.WIDTH, kernel = 1)
  @BatchNorm
  @Relu
  Layer branch2a;

  @Conv(out = Param.GROWTH / 2, kernel = 3)
  @BatchNorm
  @Relu
  Layer branch2b;

  @Conv(out = Param.GROWTH / 2, kernel = 3)
  @BatchNorm
  @Relu
  Layer branch2c;

  @From(Skip.INPUT)
  @Concat({"branch1b", "branch2c"})
  Layer all;
}
