package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** The same, padded. */
@Block
class PaddedUNetConvolutions {
  @Conv(out = Param.OUT, kernel = 3)
  @Relu
  Layer conv1;

  @Conv(out = Param.OUT, kernel = 3)
  @Relu
  Layer conv2;
}
