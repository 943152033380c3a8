package dev.skipjack.examples.networks.shufflenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.ChannelShuffle;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;

/** Ma et al. 2018, figure 3d: both halves of the output see all of the input, at half the size. */
@Block
class ShuffleDown {
  @Conv(out = Param.IN, kernel = 3, stride = Param.STRIDE, groups = Param.IN)
  @BatchNorm
  @Name({"branch1.0", "branch1.1"})
  Layer smaller;

  @Conv(out = Param.OUT / 2, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"branch1.2", "branch1.3"})
  Layer branch1;

  @From(Skip.INPUT)
  @Conv(out = Param.OUT / 2, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"branch2.0", "branch2.1"})
  Layer narrow;

  @Conv(out = Param.OUT / 2, kernel = 3, stride = Param.STRIDE, groups = Param.OUT / 2)
  @BatchNorm
  @Name({"branch2.3", "branch2.4"})
  Layer depthwise;

  @Conv(out = Param.OUT / 2, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"branch2.5", "branch2.6"})
  Layer branch2;

  @From("branch1")
  @Concat("branch2")
  @ChannelShuffle(groups = 2)
  Layer shuffled;
}
