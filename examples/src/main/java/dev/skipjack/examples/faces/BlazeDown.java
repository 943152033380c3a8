package dev.skipjack.examples.faces;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Padding;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/**
 * The BlazeBlock that halves a map of {@link Param#WIDTH} channels; the shortcut is a max pool with
 * zero channels appended.
 */
@Block
class BlazeDown {
  @MaxPool(kernel = 2)
  Layer pooled;

  @From(Skip.INPUT)
  @Conv(
      out = Param.WIDTH,
      kernel = 3,
      stride = 2,
      padding = Padding.SAME_UPPER,
      groups = Param.WIDTH,
      bias = false)
  Layer depthwise;

  @Conv(out = Param.OUT, kernel = 1)
  @Skip(from = "pooled", shortcut = Shortcut.ZERO_PAD)
  @Relu
  Layer pointwise;
}
