package dev.skipjack.examples.networks;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;

/** How ResNet and DenseNet begin: 224x224 pixels become 56x56. */
@Block
public class ImageNetStem {
  @Conv(out = Param.OUT, kernel = 7, stride = 2)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  Layer conv;
}
