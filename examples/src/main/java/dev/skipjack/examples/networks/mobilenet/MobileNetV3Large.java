package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.HardSwish;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** Howard et al. 2019: 5,483,032 parameters (torchvision's {@code mobilenet_v3_large}). */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class MobileNetV3Large {
  @Conv(out = 16, kernel = 3, stride = 2)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @HardSwish
  @Name({"features.0.0", "features.0.1"})
  Layer stem;

  @Conv(out = 16, kernel = 3, groups = 16)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @Relu
  @Name({"features.1.block.0.0", "features.1.block.0.1"})
  Layer depthwise;

  @Conv(out = 16, kernel = 1)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @Skip(from = "stem", shortcut = Shortcut.IF_SAME)
  @Name({"features.1.block.1.0", "features.1.block.1.1"})
  Layer project;

  @Repeat(
      block = PlainBottleneck.class,
      out = 24,
      width = 64,
      kernel = 3,
      stride = 2,
      numbered = false)
  @Name("features.2")
  Layer block2;

  @Repeat(block = PlainBottleneck.class, out = 24, width = 72, kernel = 3, numbered = false)
  @Name("features.3")
  Layer block3;

  @Repeat(
      block = SqueezedBottleneck.class,
      out = 40,
      width = 72,
      kernel = 5,
      stride = 2,
      numbered = false)
  @Name("features.4")
  Layer block4;

  @Repeat(block = SqueezedBottleneck.class, out = 40, width = 120, kernel = 5, numbered = false)
  @Name("features.5")
  Layer block5;

  @Repeat(block = SqueezedBottleneck.class, out = 40, width = 120, kernel = 5, numbered = false)
  @Name("features.6")
  Layer block6;

  @Repeat(
      block = PlainSwishBottleneck.class,
      out = 80,
      width = 240,
      kernel = 3,
      stride = 2,
      numbered = false)
  @Name("features.7")
  Layer block7;

  @Repeat(block = PlainSwishBottleneck.class, out = 80, width = 200, kernel = 3, numbered = false)
  @Name("features.8")
  Layer block8;

  @Repeat(block = PlainSwishBottleneck.class, out = 80, width = 184, kernel = 3, numbered = false)
  @Name("features.9")
  Layer block9;

  @Repeat(block = PlainSwishBottleneck.class, out = 80, width = 184, kernel = 3, numbered = false)
  @Name("features.10")
  Layer block10;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 112,
      width = 480,
      kernel = 3,
      numbered = false)
  @Name("features.11")
  Layer block11;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 112,
      width = 672,
      kernel = 3,
      numbered = false)
  @Name("features.12")
  Layer block12;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 160,
      width = 672,
      kernel = 5,
      stride = 2,
      numbered = false)
  @Name("features.13")
  Layer block13;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 160,
      width = 960,
      kernel = 5,
      numbered = false)
  @Name("features.14")
  Layer block14;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 160,
      width = 960,
      kernel = 5,
      numbered = false)
  @Name("features.15")
  Layer block15;

  @Conv(out = 960, kernel = 1)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @HardSwish
  @Name({"features.16.0", "features.16.1"})
  Layer features;

  @GlobalAvgPool
  @Linear(out = 1280)
  @HardSwish
  @Name("classifier.0")
  Layer hidden;

  @Dropout(0.2)
  @Linear(out = 1000)
  @Name("classifier.3")
  Layer logits;
}
