package dev.skipjack.examples.networks.resnet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.SqueezeExcite;

/** A bottleneck whose channels are weighed before the sum (Hu et al. 2018, figure 3). */
@Block
class SeBottleneck {
  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"conv1", "bn1"})
  Layer conv1;

  @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE)
  @BatchNorm
  @Relu
  @Name({"conv2", "bn2"})
  Layer conv2;

  @Conv(out = Param.OUT, times = 4, kernel = 1)
  @BatchNorm
  @SqueezeExcite
  @Skip(from = Skip.INPUT)
  @Relu
  @Name({"conv3", "bn3", "se", "downsample"})
  Layer conv3;
}
