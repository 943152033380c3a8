package dev.skipjack.examples.networks.regnet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.SqueezeExcite;

/**
 * Radosavovic et al. 2020, section 3.2: a bottleneck of groups of 8 channels, as wide as it ends.
 */
@Block
class RegNetUnit {
  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"f.a.0", "f.a.1"})
  Layer a;

  @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE, groups = Param.OUT / 8)
  @BatchNorm
  @Relu
  @Name({"f.b.0", "f.b.1"})
  Layer b;

  @SqueezeExcite(channels = Param.IN / 4)
  @Name("f.se")
  Layer se;

  @Conv(out = Param.OUT, kernel = 1)
  @BatchNorm
  @Skip(from = Skip.INPUT)
  @Relu
  @Name({"f.c.0", "f.c.1", "proj"})
  Layer c;
}
