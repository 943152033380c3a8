package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/**
 * Configuration A of Simonyan and Zisserman 2015 with batch norm, for 32×32 images: one linear
 * layer.
 */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class CifarVgg11 {
  @Conv(out = 64, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv1;

  @Conv(out = 128, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv2;

  @Conv(out = 256, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv3;

  @Conv(out = 256, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv4;

  @Conv(out = 512, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv5;

  @Conv(out = 512, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv6;

  @Conv(out = 512, kernel = 3)
  @BatchNorm
  @Relu
  Layer conv7;

  @Conv(out = 512, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv8;

  @Flatten
  @Dropout(0.5)
  @Linear(out = 10)
  Layer logits;
}
