package dev.skipjack.examples.networks.dla;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Skip;

/** A {@link DlaTree} whose root aggregates its pooled input too. */
@Block
class DlaTreeOfInput {
  @MaxPool(kernel = Param.STRIDE)
  Layer bottom;

  @From(Skip.INPUT)
  @Repeat(block = DlaBasic.class, out = Param.OUT, stride = Param.STRIDE, numbered = false)
  Layer tree1;

  @Residual(blocks = 1, out = Param.OUT)
  Layer tree2;

  @Concat({"tree1", "bottom"})
  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Relu
  Layer root;
}
