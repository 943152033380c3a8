package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** How torchvision's FCNs end: {@link Param#WIDTH} channels, then scores. */
@Block
class FcnHead {
  @Conv(out = Param.WIDTH, kernel = 3)
  @BatchNorm
  @Relu
  @Dropout(0.1)
  Layer hidden;

  @Conv(out = Param.OUT, kernel = 1)
  Layer score;
}
