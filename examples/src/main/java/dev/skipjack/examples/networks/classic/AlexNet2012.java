package dev.skipjack.examples.networks.classic;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Init;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.LocalResponseNorm;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/**
 * Krizhevsky et al. 2012, with local response norm and convolutions in two groups, which lay on two
 * GPUs: 60,965,224 parameters. The paper's alpha of 1e-4 is not divided by the five channels of a
 * window, ours is, as in PyTorch.
 */
@Model(input = @Input(channels = 3, height = 227, width = 227))
public class AlexNet2012 {
  @Conv(out = 96, kernel = 11, stride = 4, padding = 0)
  @Relu
  @LocalResponseNorm(size = 5, alpha = 5e-4, beta = 0.75, k = 2)
  @MaxPool(kernel = 3, stride = 2)
  @Init(Init.Scheme.NORMAL)
  Layer conv1;

  @Conv(out = 256, kernel = 5, groups = 2)
  @Relu
  @LocalResponseNorm(size = 5, alpha = 5e-4, beta = 0.75, k = 2)
  @MaxPool(kernel = 3, stride = 2)
  @Init(Init.Scheme.NORMAL)
  Layer conv2;

  @Conv(out = 384, kernel = 3)
  @Relu
  @Init(Init.Scheme.NORMAL)
  Layer conv3;

  @Conv(out = 384, kernel = 3, groups = 2)
  @Relu
  @Init(Init.Scheme.NORMAL)
  Layer conv4;

  @Conv(out = 256, kernel = 3, groups = 2)
  @Relu
  @MaxPool(kernel = 3, stride = 2)
  @Init(Init.Scheme.NORMAL)
  Layer conv5;

  @Flatten
  @Linear(out = 4096)
  @Relu
  @Dropout(0.5)
  @Init(Init.Scheme.NORMAL)
  Layer fc6;

  @Linear(out = 4096)
  @Relu
  @Dropout(0.5)
  @Init(Init.Scheme.NORMAL)
  Layer fc7;

  @Linear(out = 1000)
  @Init(Init.Scheme.NORMAL)
  Layer logits;
}
