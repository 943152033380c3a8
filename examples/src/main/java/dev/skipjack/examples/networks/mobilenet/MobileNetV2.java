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
import dev.skipjack.annotations.Relu6;
import dev.skipjack.annotations.Repeat;

/** Sandler et al. 2018: 3,504,872 parameters (torchvision's {@code mobilenet_v2}). */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class MobileNetV2 {
  @Conv(out = 32, kernel = 3, stride = 2)
  @BatchNorm
  @Relu6
  @Name({"features.0.0", "features.0.1"})
  Layer stem;

  @Conv(out = 32, kernel = 3, groups = 32)
  @BatchNorm
  @Relu6
  @Name({"features.1.conv.0.0", "features.1.conv.0.1"})
  Layer depthwise;

  @Conv(out = 16, kernel = 1)
  @BatchNorm
  @Name({"features.1.conv.1", "features.1.conv.2"})
  Layer project;

  @Repeat(block = NarrowResidual.class, out = 24, stride = 2, numbered = false)
  @Name("features.2")
  Layer block1;

  @Repeat(block = NarrowResidual.class, out = 24, numbered = false)
  @Name("features.3")
  Layer block2;

  @Repeat(block = NarrowResidual.class, out = 32, stride = 2, numbered = false)
  @Name("features.4")
  Layer block3;

  @Repeat(block = NarrowResidual.class, out = 32, numbered = false)
  @Name("features.5")
  Layer block4;

  @Repeat(block = NarrowResidual.class, out = 32, numbered = false)
  @Name("features.6")
  Layer block5;

  @Repeat(block = NarrowResidual.class, out = 64, stride = 2, numbered = false)
  @Name("features.7")
  Layer block6;

  @Repeat(block = NarrowResidual.class, out = 64, numbered = false)
  @Name("features.8")
  Layer block7;

  @Repeat(block = NarrowResidual.class, out = 64, numbered = false)
  @Name("features.9")
  Layer block8;

  @Repeat(block = NarrowResidual.class, out = 64, numbered = false)
  @Name("features.10")
  Layer block9;

  @Repeat(block = NarrowResidual.class, out = 96, numbered = false)
  @Name("features.11")
  Layer block10;

  @Repeat(block = NarrowResidual.class, out = 96, numbered = false)
  @Name("features.12")
  Layer block11;

  @Repeat(block = NarrowResidual.class, out = 96, numbered = false)
  @Name("features.13")
  Layer block12;

  @Repeat(block = NarrowResidual.class, out = 160, stride = 2, numbered = false)
  @Name("features.14")
  Layer block13;

  @Repeat(block = NarrowResidual.class, out = 160, numbered = false)
  @Name("features.15")
  Layer block14;

  @Repeat(block = NarrowResidual.class, out = 160, numbered = false)
  @Name("features.16")
  Layer block15;

  @Repeat(block = NarrowResidual.class, out = 320, numbered = false)
  @Name("features.17")
  Layer block16;

  @Conv(out = 1280, kernel = 1)
  @BatchNorm
  @Relu6
  @Name({"features.18.0", "features.18.1"})
  Layer features;

  @GlobalAvgPool
  @Dropout(0.2)
  @Linear(out = 1000)
  @Name("classifier.1")
  Layer logits;
}
