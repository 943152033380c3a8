package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** The two unpadded convolutions of each level of U-Net. */
@Block
class UNetConvolutions {
  @Conv(out = Param.OUT, kernel = 3, padding = 0)
  @Relu
  Layer conv1;

  @Conv(out = Param.OUT, kernel = 3, padding = 0)
  @Relu
  Layer conv2;
}
