package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** The same with batch norm, as in torchvision: the convolution keeps its bias. */
@Block
class VggBnConvolution {
  @Conv(out = Param.OUT, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  Layer conv;
}
