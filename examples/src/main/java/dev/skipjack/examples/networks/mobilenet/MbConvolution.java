package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.Activation;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Silu;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.SqueezeExcite;

/** Tan et al. 2019: an inverted residual whose wide channels are squeezed, with SiLU. */
@Block
class MbConvolution {
  @Conv(out = Param.IN * 6, kernel = 1)
  @BatchNorm
  @Silu
  @Name({"block.0.0", "block.0.1"})
  Layer expand;

  @Conv(out = Param.IN * 6, kernel = Param.KERNEL, stride = Param.STRIDE, groups = Param.IN * 6)
  @BatchNorm
  @Silu
  @SqueezeExcite(channels = Param.IN / 4, activation = Activation.SILU)
  @Name({"block.1.0", "block.1.1", "block.2"})
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IF_SAME)
  @Name({"block.3.0", "block.3.1"})
  Layer project;
}
