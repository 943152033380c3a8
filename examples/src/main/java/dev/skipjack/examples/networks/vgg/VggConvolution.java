package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** What VGG is made of (Simonyan and Zisserman 2015, section 2.1). */
@Block
class VggConvolution {
  @Conv(out = Param.OUT, kernel = 3)
  @Relu
  Layer conv;
}
