package dev.skipjack.examples.networks.vovnet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;

/** Lee et al. 2019, figure 1: what DenseNet concatenates at every layer is concatenated once. */
@Block
class OneShotAggregation {
  @Conv(out = Param.WIDTH, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv1;

  @Conv(out = Param.WIDTH, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv2;

  @Conv(out = Param.WIDTH, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv3;

  @Conv(out = Param.WIDTH, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv4;

  @Conv(out = Param.WIDTH, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv5;

  @From(Skip.INPUT)
  @Concat({"conv1", "conv2", "conv3", "conv4", "conv5"})
  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Relu
  Layer aggregate;
}
