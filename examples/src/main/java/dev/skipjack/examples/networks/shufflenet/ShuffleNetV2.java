package dev.skipjack.examples.networks.shufflenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** Ma et al. 2018, table 5, 1x: 2,278,604 parameters (torchvision's {@code shufflenet_v2_x1_0}). */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class ShuffleNetV2 {
  @Conv(out = 24, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  @Name({"conv1.0", "conv1.1"})
  Layer stem;

  @Repeat(block = ShuffleDown.class, out = 116, stride = 2)
  @Name("stage2")
  Layer down2;

  @Repeat(block = ShuffleUnit.class, times = 3, first = 1)
  @Name("stage2")
  Layer stage2;

  @Repeat(block = ShuffleDown.class, out = 232, stride = 2)
  @Name("stage3")
  Layer down3;

  @Repeat(block = ShuffleUnit.class, times = 7, first = 1)
  @Name("stage3")
  Layer stage3;

  @Repeat(block = ShuffleDown.class, out = 464, stride = 2)
  @Name("stage4")
  Layer down4;

  @Repeat(block = ShuffleUnit.class, times = 3, first = 1)
  @Name("stage4")
  Layer stage4;

  @Conv(out = 1024, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"conv5.0", "conv5.1"})
  Layer conv5;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
