package dev.skipjack.examples.networks.squeezenet;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** Iandola et al. 2016, figure 1: few channels, then as many of each kernel. */
@Block
class Fire {
  @Conv(out = Param.WIDTH, kernel = 1)
  @Relu
  Layer squeeze;

  @Conv(out = Param.OUT, kernel = 1)
  @Relu
  Layer expand1x1;

  @From("squeeze")
  @Conv(out = Param.OUT, kernel = 3)
  @Relu
  Layer expand3x3;

  @From("expand1x1")
  @Concat("expand3x3")
  Layer expand;
}
