package dev.skipjack.examples.story;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/**
 * Two convolutions of VGG's kind, with batch norm: what a residual unit is without its skip
 * connection.
 */
@Block
class PlainUnit {
  @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE)
  @BatchNorm
  @Relu
  Layer conv1;

  @Conv(out = Param.OUT, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv2;
}
