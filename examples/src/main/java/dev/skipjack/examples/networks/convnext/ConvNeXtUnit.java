package dev.skipjack.examples.networks.convnext;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.LayerScale;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** Liu et al. 2022, figure 4: a wide depthwise convolution, then two layers of each pixel. */
@Block
class ConvNeXtUnit {
  @Conv(out = Param.IN, kernel = 7, groups = Param.IN)
  @LayerNorm(epsilon = 1e-6)
  @Name({"block.0", "block.2"})
  Layer depthwise;

  @Linear(out = Param.IN * 4, eachPixel = true)
  @Gelu
  @Name("block.3")
  Layer wide;

  @Linear(out = Param.IN, eachPixel = true)
  @Name("block.5")
  Layer narrow;

  @LayerScale
  @Name("layer_scale")
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IDENTITY)
  Layer sum;
}
