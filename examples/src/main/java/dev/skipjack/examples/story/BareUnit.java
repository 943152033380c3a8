package dev.skipjack.examples.story;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** {@link PlainUnit} without batch norm. */
@Block
class BareUnit {
  @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE)
  @Relu
  Layer conv1;

  @Conv(out = Param.OUT, kernel = 3)
  @Relu
  Layer conv2;
}
