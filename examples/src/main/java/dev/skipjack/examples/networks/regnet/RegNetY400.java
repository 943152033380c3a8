package dev.skipjack.examples.networks.regnet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/**
 * Radosavovic et al. 2020, table 4, RegNetY-400MF: 4,344,144 parameters (torchvision's {@code
 * regnet_y_400mf}).
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class RegNetY400 {
  @Conv(out = 32, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  @Name({"stem.0", "stem.1"})
  Layer stem;

  @Repeat(block = RegNetUnit.class, out = 48, stride = 2)
  @Name("trunk_output.block1.block1-#")
  Layer stage1;

  @Repeat(block = RegNetUnit.class, times = 3, out = 104, stride = 2)
  @Name("trunk_output.block2.block2-#")
  Layer stage2;

  @Repeat(block = RegNetUnit.class, times = 6, out = 208, stride = 2)
  @Name("trunk_output.block3.block3-#")
  Layer stage3;

  @Repeat(block = RegNetUnit.class, times = 6, out = 440, stride = 2)
  @Name("trunk_output.block4.block4-#")
  Layer stage4;

  @GlobalAvgPool
  @Linear(out = 1000)
  @Name("fc")
  Layer logits;
}
