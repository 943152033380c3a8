package dev.skipjack.examples.networks.resnet;

import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.examples.networks.ImageNetStem;

/**
 * Hu et al. 2018, table 1, with the stride on the 3x3 convolution and biases in the squeeze:
 * 28,088,024 parameters (timm's {@code seresnet50}).
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class SeResNet50 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"conv1", "bn1"})
  Layer stem;

  @Repeat(block = SeBottleneck.class, times = 3, out = 64)
  Layer layer1;

  @Repeat(block = SeBottleneck.class, times = 4, out = 128, stride = 2)
  Layer layer2;

  @Repeat(block = SeBottleneck.class, times = 6, out = 256, stride = 2)
  Layer layer3;

  @Repeat(block = SeBottleneck.class, times = 3, out = 512, stride = 2)
  Layer layer4;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
