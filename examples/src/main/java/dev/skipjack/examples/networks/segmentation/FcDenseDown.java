package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Repeat;

/** Half the size, then a dense block. */
@Block
class FcDenseDown {
  @Repeat(block = FcTransitionDown.class)
  Layer down;

  @Repeat(block = FcDenseBlock.class, layers = Param.LAYERS, growth = Param.GROWTH)
  Layer dense;
}
