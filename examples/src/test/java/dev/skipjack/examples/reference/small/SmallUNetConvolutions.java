package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** Two convolutions without padding. */
@Block
class SmallUNetConvolutions {
  @Conv(out = Param.OUT, kernel = 3, padding = 0)
  @Relu
  Layer conv1;

  @Conv(out = Param.OUT, kernel = 3, padding = 0)
  @Relu
  Layer conv2;
}
