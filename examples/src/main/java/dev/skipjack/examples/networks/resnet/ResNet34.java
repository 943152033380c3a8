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

/** He et al. 2016, table 1, with shortcut option B: 21,797,672 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class ResNet34 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"conv1", "bn1"})
  Layer stem;

  @Residual(blocks = 3, out = 64)
  Layer layer1;

  @Residual(blocks = 4, out = 128, stride = 2)
  Layer layer2;

  @Residual(blocks = 6, out = 256, stride = 2)
  Layer layer3;

  @Residual(blocks = 3, out = 512, stride = 2)
  Layer layer4;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
