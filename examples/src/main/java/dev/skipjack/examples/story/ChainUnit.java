package dev.skipjack.examples.story;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** A layer of a plain dense block without the concatenation: BN-ReLU-convolution. */
@Block
class ChainUnit {
  @BatchNorm
  @Relu
  @Conv(out = Param.OUT, kernel = 3, bias = false)
  Layer conv;
}
