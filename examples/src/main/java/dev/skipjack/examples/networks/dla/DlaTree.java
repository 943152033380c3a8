package dev.skipjack.examples.networks.dla;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;

/** Yu et al. 2018, figure 3: two residual blocks, and a root that aggregates them. */
@Block
class DlaTree {
  @Repeat(block = DlaBasic.class, out = Param.OUT, stride = Param.STRIDE, numbered = false)
  Layer tree1;

  @Residual(blocks = 1, out = Param.OUT)
  Layer tree2;

  @Concat("tree1")
  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Relu
  Layer root;
}
