package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu6;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** Sandler et al. 2018, figure 4b: wide between narrow ends, which have no activation. */
@Block
class NarrowResidual {
  @Conv(out = Param.IN * 6, kernel = 1)
  @BatchNorm
  @Relu6
  @Name({"conv.0.0", "conv.0.1"})
  Layer expand;

  @Conv(out = Param.IN * 6, kernel = 3, stride = Param.STRIDE, groups = Param.IN * 6)
  @BatchNorm
  @Relu6
  @Name({"conv.1.0", "conv.1.1"})
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IF_SAME)
  @Name({"conv.2", "conv.3"})
  Layer project;
}
