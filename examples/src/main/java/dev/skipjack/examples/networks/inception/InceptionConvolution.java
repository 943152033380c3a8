package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** A convolution that keeps the size at stride 1, with batch norm and ReLU. */
@Block
class InceptionConvolution {
  @Conv(out = Param.OUT, kernel = Param.KERNEL, stride = Param.STRIDE)
  @BatchNorm(epsilon = 1e-3)
  @Relu
  @Name({"conv", "bn"})
  Layer convolution;
}
