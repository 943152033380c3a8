package dev.skipjack.examples.networks.inception;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Repeat;

/** Few channels, then a window of 3x3: torchvision has it in place of the 5x5 too. */
@Block
class GoogLeNetBranch {
  @Repeat(block = InceptionConvolution.class, out = Param.WIDTH, kernel = 1, numbered = false)
  @Name("0")
  Layer reduce;

  @Repeat(block = InceptionConvolution.class, out = Param.OUT, kernel = 3, numbered = false)
  @Name("1")
  Layer convolution;
}
