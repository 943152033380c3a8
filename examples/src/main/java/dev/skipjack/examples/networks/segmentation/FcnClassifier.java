package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Init;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Relu;

/** VGG's linear layers as convolutions, which see every window (Long et al. 2015, section 3.1). */
@Block
class FcnClassifier {
  @Conv(out = 4096, kernel = 7, padding = 0)
  @Relu
  @Dropout(0.5)
  Layer fc6;

  @Conv(out = 4096, kernel = 1)
  @Relu
  @Dropout(0.5)
  Layer fc7;

  @Conv(out = 21, kernel = 1)
  @Init(Init.Scheme.ZERO)
  Layer score;
}
