package dev.skipjack.benchmarks.networks;

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
 * Configuration A of Simonyan and Zisserman 2015 with batch norm and convolutions that keep their
 * biases, as in torchvision: 132,868,840 parameters.
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg11Bn224 {
  @Conv(out = 64, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv1;

  @Conv(out = 128, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv2;

  @Conv(out = 256, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  Layer conv3;

  @Conv(out = 256, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv4;

  @Conv(out = 512, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  Layer conv5;

  @Conv(out = 512, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv6;

  @Conv(out = 512, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  Layer conv7;

  @Conv(out = 512, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer conv8;

  @Flatten
  @Linear(out = 4096)
  @Relu
  @Dropout(0.5)
  Layer hidden1;

  @Linear(out = 4096)
  @Relu
  @Dropout(0.5)
  Layer hidden2;

  @Linear(out = 1000)
  Layer logits;
}
