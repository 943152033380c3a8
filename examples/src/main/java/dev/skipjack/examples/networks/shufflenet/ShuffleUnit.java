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
import dev.skipjack.annotations.Slice;

/** Ma et al. 2018, figure 3c: one half of the channels stays as it is. */
@Block
class ShuffleUnit {
  @Slice(channels = Param.IN / 2)
  Layer kept;

  @From(Skip.INPUT)
  @Slice(first = Param.IN / 2)
  @Conv(out = Param.IN / 2, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"branch2.0", "branch2.1"})
  Layer first;

  @Conv(out = Param.IN / 2, kernel = 3, groups = Param.IN / 2)
  @BatchNorm
  @Name({"branch2.3", "branch2.4"})
  Layer depthwise;

  @Conv(out = Param.IN / 2, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"branch2.5", "branch2.6"})
  Layer branch2;

  @From("kept")
  @Concat("branch2")
  @ChannelShuffle(groups = 2)
  Layer shuffled;
}
