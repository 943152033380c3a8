package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Transition;

/** Half the size, by a max pool (Jégou et al. 2017, table 1). */
@Block
class FcTransitionDown {
  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true)
  Layer down;
}
