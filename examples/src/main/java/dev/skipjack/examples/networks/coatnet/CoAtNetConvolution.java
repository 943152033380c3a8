package dev.skipjack.examples.networks.coatnet;

import dev.skipjack.annotations.Activation;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.SqueezeExcite;

/** Dai et al. 2021: an inverted residual, normalised before, whose wide channels are squeezed. */
@Block
class CoAtNetConvolution {
  @BatchNorm
  @Name("pre_norm")
  Layer normalized;

  @Conv(out = Param.IN * 4, kernel = 1)
  @BatchNorm
  @Gelu
  @Name({"conv1_1x1", "norm1"})
  Layer expand;

  @Conv(out = Param.IN * 4, kernel = 3, groups = Param.IN * 4)
  @BatchNorm
  @Gelu
  @SqueezeExcite(channels = Param.IN / 4, activation = Activation.SILU)
  @Name({"conv2_kxk", "norm2", "se"})
  Layer depthwise;

  @Conv(out = Param.IN, kernel = 1, bias = true)
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IDENTITY)
  @Name("conv3_1x1")
  Layer sum;
}
