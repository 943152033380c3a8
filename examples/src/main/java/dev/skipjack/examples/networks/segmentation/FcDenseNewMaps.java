package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;

/** {@link FcDenseBlock} that hands on only what is new, as on the way up. */
@Block
class FcDenseNewMaps {
  @DenseBlock(
      layers = Param.LAYERS,
      growth = Param.GROWTH,
      bottleneck = 0,
      dropout = 0.2,
      bias = true,
      newOnly = true)
  Layer dense;
}
