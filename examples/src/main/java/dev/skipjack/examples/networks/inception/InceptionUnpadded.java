package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** The same without padding. */
@Block
class InceptionUnpadded {
  @Conv(out = Param.OUT, kernel = Param.KERNEL, stride = Param.STRIDE, padding = 0)
  @BatchNorm(epsilon = 1e-3)
  @Relu
  @Name({"conv", "bn"})
  Layer convolution;
}
