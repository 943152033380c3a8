package dev.skipjack.examples.networks.coatnet;

import dev.skipjack.annotations.Activation;
import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.SqueezeExcite;

/** A {@link CoAtNetConvolution} at half the size, around which pixels are pooled and projected. */
@Block
class CoAtNetConvolutionDown {
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  @Conv(out = Param.OUT, kernel = 1, bias = true)
  @Name("shortcut.expand")
  Layer shortcut;

  @From(Skip.INPUT)
  @BatchNorm
  @Name("pre_norm")
  Layer normalized;

  @Conv(out = Param.OUT * 4, kernel = 1)
  @BatchNorm
  @Gelu
  @Name({"conv1_1x1", "norm1"})
  Layer expand;

  @Conv(out = Param.OUT * 4, kernel = 3, stride = 2, groups = Param.OUT * 4)
  @BatchNorm
  @Gelu
  @SqueezeExcite(channels = Param.OUT / 4, activation = Activation.SILU)
  @Name({"conv2_kxk", "norm2", "se"})
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1, bias = true)
  @Add("shortcut")
  @Name("conv3_1x1")
  Layer sum;
}
