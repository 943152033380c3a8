package dev.skipjack.examples.mobile;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu6;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/**
 * Sandler et al. 2018, figure 4b, with a dilation, and with batch norm folded into the
 * convolutions, as trained networks are handed on.
 */
@Block
class FoldedBottleneck {
  @Conv(out = Param.IN * 6, kernel = 1)
  @Relu6
  Layer expand;

  @Conv(
      out = Param.IN * 6,
      kernel = 3,
      stride = Param.STRIDE,
      dilation = Param.DILATION,
      groups = Param.IN * 6)
  @Relu6
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IF_SAME)
  Layer project;
}
