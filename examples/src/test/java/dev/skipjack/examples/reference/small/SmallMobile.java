package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.Activation;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.HardSwish;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Padding;
import dev.skipjack.annotations.Relu6;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Silu;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.SqueezeExcite;

/** What MobileNets and EfficientNets have, those of TensorFlow too. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallMobile {

  @Conv(out = 8, kernel = 3, stride = 2, padding = Padding.SAME_UPPER)
  @BatchNorm
  @Relu6
  @Name({"stem", "bn"})
  Layer stem;

  @Conv(out = 16, kernel = 1)
  @BatchNorm
  @HardSwish
  @Name({"block1.expand", "block1.bn1"})
  Layer expand1;

  @Conv(out = 16, kernel = 3, groups = 16)
  @BatchNorm
  @HardSwish
  @SqueezeExcite(reduction = 4, gate = Activation.HARD_SIGMOID)
  @Name({"block1.depthwise", "block1.bn2", "block1.se"})
  Layer depthwise1;

  @Conv(out = 8, kernel = 1)
  @BatchNorm
  @Skip(from = "stem", shortcut = Shortcut.IDENTITY)
  @Name({"block1.project", "block1.bn3"})
  Layer block1;

  @Conv(out = 12, kernel = 1)
  @BatchNorm
  @Silu
  @Name({"block2.expand", "block2.bn1"})
  Layer expand2;

  @Conv(out = 12, kernel = 3, stride = 2, padding = Padding.SAME_UPPER, groups = 12)
  @BatchNorm
  @Silu
  @SqueezeExcite(channels = 2, activation = Activation.SILU)
  @Name({"block2.depthwise", "block2.bn2", "block2.se"})
  Layer depthwise2;

  @Conv(out = 10, kernel = 1)
  @BatchNorm
  @Name({"block2.project", "block2.bn3"})
  Layer block2;

  @Conv(out = 16, kernel = 1)
  @BatchNorm
  @Relu6
  @Name({"block3.expand", "block3.bn1"})
  Layer expand3;

  @Conv(out = 16, kernel = 5, groups = 16)
  @BatchNorm
  @Relu6
  @Name({"block3.depthwise", "block3.bn2"})
  Layer depthwise3;

  @Conv(out = 10, kernel = 1)
  @BatchNorm
  @Skip(from = "block2", shortcut = Shortcut.IDENTITY)
  @Name({"block3.project", "block3.bn3"})
  Layer block3;

  @GlobalAvgPool
  @Linear(out = 12)
  @HardSwish
  Layer hidden;

  @Linear(out = 5)
  @Name("fc")
  Layer logits;
}
