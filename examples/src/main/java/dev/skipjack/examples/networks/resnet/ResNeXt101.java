package dev.skipjack.examples.networks.resnet;

import static dev.skipjack.annotations.Residual.Kind.BOTTLENECK;

import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;
import dev.skipjack.examples.networks.ImageNetStem;

/** Xie et al. 2017, 32x8d: 88,791,336 parameters (torchvision's {@code resnext101_32x8d}). */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class ResNeXt101 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"conv1", "bn1"})
  Layer stem;

  @Residual(kind = BOTTLENECK, blocks = 3, out = 64, groups = 32, widthPerGroup = 8)
  Layer layer1;

  @Residual(kind = BOTTLENECK, blocks = 4, out = 128, stride = 2, groups = 32, widthPerGroup = 8)
  Layer layer2;

  @Residual(kind = BOTTLENECK, blocks = 23, out = 256, stride = 2, groups = 32, widthPerGroup = 8)
  Layer layer3;

  @Residual(kind = BOTTLENECK, blocks = 3, out = 512, stride = 2, groups = 32, widthPerGroup = 8)
  Layer layer4;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
