package dev.skipjack.examples.networks.resnet;

import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;
import dev.skipjack.examples.networks.ImageNetStem;

/**
 * He et al. 2016, table 1, with shortcut option B and the stride on the 3x3 convolution
 * (torchvision's v1.5): 44,549,160 parameters.
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class ResNet101 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"conv1", "bn1"})
  Layer stem;

  @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 3, out = 64)
  Layer layer1;

  @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 4, out = 128, stride = 2)
  Layer layer2;

  @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 23, out = 256, stride = 2)
  Layer layer3;

  @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 3, out = 512, stride = 2)
  Layer layer4;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
