package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;

/** A dense block of Jégou et al. 2017, table 1: no bottlenecks, biases. */
@Block
class FcDenseBlock {
  @DenseBlock(
      layers = Param.LAYERS,
      growth = Param.GROWTH,
      bottleneck = 0,
      dropout = 0.2,
      bias = true)
  Layer dense;
}
