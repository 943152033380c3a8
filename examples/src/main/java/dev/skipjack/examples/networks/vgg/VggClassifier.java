package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.AdaptiveAvgPool;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Relu;

/** VGG's three linear layers, and nearly all of its parameters. */
@Block
class VggClassifier {
  @AdaptiveAvgPool(7)
  @Flatten
  @Linear(out = 4096)
  @Relu
  @Dropout(0.5)
  Layer fc6;

  @Linear(out = 4096)
  @Relu
  @Dropout(0.5)
  Layer fc7;

  @Linear(out = 1000)
  Layer fc8;
}
