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
 * Xie et al. 2017, table 1, 32x4d: 25,028,904 parameters (torchvision's {@code resnext50_32x4d}).
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class ResNeXt50 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"conv1", "bn1"})
  Layer stem;

  @Residual(kind = BOTTLENECK, blocks = 3, out = 64, groups = 32, widthPerGroup = 4)
  Layer layer1;

  @Residual(kind = BOTTLENECK, blocks = 4, out = 128, stride = 2, groups = 32, widthPerGroup = 4)
  Layer layer2;

  @Residual(kind = BOTTLENECK, blocks = 6, out = 256, stride = 2, groups = 32, widthPerGroup = 4)
  Layer layer3;

  @Residual(kind = BOTTLENECK, blocks = 3, out = 512, stride = 2, groups = 32, widthPerGroup = 4)
  Layer layer4;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
