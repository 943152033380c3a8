package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** The same with a window that is one pixel high. */
@Block
class InceptionRow {
  @Conv(
      out = Param.OUT,
      kernel = {1, Param.KERNEL})
  @BatchNorm(epsilon = 1e-3)
  @Relu
  @Name({"conv", "bn"})
  Layer convolution;
}
