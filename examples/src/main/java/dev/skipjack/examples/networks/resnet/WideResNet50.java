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

/**
 * Zagoruyko and Komodakis 2016, ResNet-50-2: 68,883,240 parameters (torchvision's {@code
 * wide_resnet50_2}).
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class WideResNet50 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"conv1", "bn1"})
  Layer stem;

  @Residual(kind = BOTTLENECK, blocks = 3, out = 64, widthPerGroup = 128)
  Layer layer1;

  @Residual(kind = BOTTLENECK, blocks = 4, out = 128, stride = 2, widthPerGroup = 128)
  Layer layer2;

  @Residual(kind = BOTTLENECK, blocks = 6, out = 256, stride = 2, widthPerGroup = 128)
  Layer layer3;

  @Residual(kind = BOTTLENECK, blocks = 3, out = 512, stride = 2, widthPerGroup = 128)
  Layer layer4;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
