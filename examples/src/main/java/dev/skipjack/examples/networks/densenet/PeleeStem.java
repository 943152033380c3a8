package dev.skipjack.examples.networks.densenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** Wang et al. 2018, figure 2: half of the maps from a pool, half from convolutions. */
@Block
class PeleeStem {
  @Conv(out = Param.OUT, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem1;

  @Conv(out = Param.OUT / 2, kernel = 1)
  @BatchNorm
  @Relu
  Layer stem2a;

  @Conv(out = Param.OUT, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem2b;

  @From("stem1")
  @MaxPool(kernel = 2)
  @Concat("stem2b")
  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Relu
  Layer stem3;
}
