package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.Activation;
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
import dev.skipjack.annotations.SqueezeExcite;

/** Howard et al. 2019: 2,542,856 parameters (torchvision's {@code mobilenet_v3_small}). */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class MobileNetV3Small {
  @Conv(out = 16, kernel = 3, stride = 2)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @HardSwish
  @Name({"features.0.0", "features.0.1"})
  Layer stem;

  @Conv(out = 16, kernel = 3, stride = 2, groups = 16)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @Relu
  @SqueezeExcite(channels = 8, gate = Activation.HARD_SIGMOID)
  @Name({"features.1.block.0.0", "features.1.block.0.1", "features.1.block.1"})
  Layer depthwise;

  @Conv(out = 16, kernel = 1)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @Name({"features.1.block.2.0", "features.1.block.2.1"})
  Layer project;

  @Repeat(
      block = PlainBottleneck.class,
      out = 24,
      width = 72,
      kernel = 3,
      stride = 2,
      numbered = false)
  @Name("features.2")
  Layer block2;

  @Repeat(block = PlainBottleneck.class, out = 24, width = 88, kernel = 3, numbered = false)
  @Name("features.3")
  Layer block3;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 40,
      width = 96,
      kernel = 5,
      stride = 2,
      numbered = false)
  @Name("features.4")
  Layer block4;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 40,
      width = 240,
      kernel = 5,
      numbered = false)
  @Name("features.5")
  Layer block5;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 40,
      width = 240,
      kernel = 5,
      numbered = false)
  @Name("features.6")
  Layer block6;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 48,
      width = 120,
      kernel = 5,
      numbered = false)
  @Name("features.7")
  Layer block7;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 48,
      width = 144,
      kernel = 5,
      numbered = false)
  @Name("features.8")
  Layer block8;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 96,
      width = 288,
      kernel = 5,
      stride = 2,
      numbered = false)
  @Name("features.9")
  Layer block9;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 96,
      width = 576,
      kernel = 5,
      numbered = false)
  @Name("features.10")
  Layer block10;

  @Repeat(
      block = SqueezedSwishBottleneck.class,
      out = 96,
      width = 576,
      kernel = 5,
      numbered = false)
  @Name("features.11")
  Layer block11;

  @Conv(out = 576, kernel = 1)
  @BatchNorm(epsilon = 1e-3, momentum = 0.01)
  @HardSwish
  @Name({"features.12.0", "features.12.1"})
  Layer features;

  @GlobalAvgPool
  @Linear(out = 1024)
  @HardSwish
  @Name("classifier.0")
  Layer hidden;

  @Dropout(0.2)
  @Linear(out = 1000)
  @Name("classifier.3")
  Layer logits;
}
