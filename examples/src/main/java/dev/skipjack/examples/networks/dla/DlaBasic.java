package dev.skipjack.examples.networks.dla;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;

/** The first residual block of a tree: its shortcut is pooled, then projected. */
@Block
class DlaBasic {
  @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE)
  @BatchNorm
  @Relu
  Layer conv1;

  @Conv(out = Param.OUT, kernel = 3)
  @BatchNorm
  Layer conv2;

  @From(Skip.INPUT)
  @MaxPool(kernel = Param.STRIDE)
  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Add("conv2")
  @Relu
  Layer sum;
}
