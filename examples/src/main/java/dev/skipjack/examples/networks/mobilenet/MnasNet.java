package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** Tan et al. 2019, MnasNet-B1: 4,383,312 parameters (torchvision's {@code mnasnet1_0}). */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class MnasNet {
  @Conv(out = 32, kernel = 3, stride = 2)
  @BatchNorm(momentum = 3e-4)
  @Relu
  @Name({"layers.0", "layers.1"})
  Layer stem;

  @Conv(out = 32, kernel = 3, groups = 32)
  @BatchNorm(momentum = 3e-4)
  @Relu
  @Name({"layers.3", "layers.4"})
  Layer depthwise;

  @Conv(out = 16, kernel = 1)
  @BatchNorm(momentum = 3e-4)
  @Name({"layers.6", "layers.7"})
  Layer project;

  @Repeat(
      block = InvertedResidual.class,
      out = 24,
      kernel = 3,
      expansion = 3,
      times = 3,
      stride = 2)
  @Name("layers.8")
  Layer stack1;

  @Repeat(
      block = InvertedResidual.class,
      out = 40,
      kernel = 5,
      expansion = 3,
      times = 3,
      stride = 2)
  @Name("layers.9")
  Layer stack2;

  @Repeat(
      block = InvertedResidual.class,
      out = 80,
      kernel = 5,
      expansion = 6,
      times = 3,
      stride = 2)
  @Name("layers.10")
  Layer stack3;

  @Repeat(block = InvertedResidual.class, out = 96, kernel = 3, expansion = 6, times = 2)
  @Name("layers.11")
  Layer stack4;

  @Repeat(
      block = InvertedResidual.class,
      out = 192,
      kernel = 5,
      expansion = 6,
      times = 4,
      stride = 2)
  @Name("layers.12")
  Layer stack5;

  @Repeat(block = InvertedResidual.class, out = 320, kernel = 3, expansion = 6)
  @Name("layers.13")
  Layer stack6;

  @Conv(out = 1280, kernel = 1)
  @BatchNorm(momentum = 3e-4)
  @Relu
  @Name({"layers.14", "layers.15"})
  Layer features;

  @GlobalAvgPool
  @Dropout(0.2)
  @Linear(out = 1000)
  @Name("classifier.1")
  Layer logits;
}
