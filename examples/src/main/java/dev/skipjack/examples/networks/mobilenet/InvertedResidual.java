package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** Sandler et al. 2018, figure 4b, as MNASNet has it, with ReLU: wide between narrow ends. */
@Block
class InvertedResidual {
  @Conv(out = Param.IN * Param.EXPANSION, kernel = 1)
  @BatchNorm(momentum = 3e-4)
  @Relu
  @Name({"layers.0", "layers.1"})
  Layer expand;

  @Conv(
      out = Param.IN * Param.EXPANSION,
      kernel = Param.KERNEL,
      stride = Param.STRIDE,
      groups = Param.IN * Param.EXPANSION)
  @BatchNorm(momentum = 3e-4)
  @Relu
  @Name({"layers.3", "layers.4"})
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm(momentum = 3e-4)
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IF_SAME)
  @Name({"layers.6", "layers.7"})
  Layer project;
}
