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

/** Howard et al. 2019, figure 4: an inverted residual with ReLU. */
@Block
class PlainBottleneck {
  @Conv(out = Param.WIDTH, kernel = 1)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @Relu
  @Name({"block.0.0", "block.0.1"})
  Layer expand;

  @Conv(out = Param.WIDTH, kernel = Param.KERNEL, stride = Param.STRIDE, groups = Param.WIDTH)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @Relu
  @Name({"block.1.0", "block.1.1"})
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IF_SAME)
  @Name({"block.2.0", "block.2.1"})
  Layer project;
}
