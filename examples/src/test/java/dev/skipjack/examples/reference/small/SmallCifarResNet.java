package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Shortcut;

/** Shortcut option A: every second pixel, zero channels at the end. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallCifarResNet {
  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  @Name({"conv1", "bn1"})
  Layer stem;

  @Residual(blocks = 2, out = 4, shortcut = Shortcut.ZERO_PAD)
  Layer layer1;

  @Residual(blocks = 2, out = 8, stride = 2, shortcut = Shortcut.ZERO_PAD)
  Layer layer2;

  @GlobalAvgPool
  @Linear(out = 5)
  @Name("fc")
  Layer logits;
}
