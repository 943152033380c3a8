package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** Howard et al. 2017, figure 3: each channel by itself, then all channels of each pixel. */
@Block
class DepthwiseSeparable {
  @Conv(out = Param.WIDTH, kernel = 3, stride = Param.STRIDE, groups = Param.WIDTH)
  @BatchNorm
  @Relu
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Relu
  Layer pointwise;
}
