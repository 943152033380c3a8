package dev.skipjack.examples.networks.resnet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Shortcut;

/** He et al. 2016, section 4.2, with shortcut option A: 269,722 parameters. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class ResNet20 {
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @Residual(blocks = 3, out = 16, shortcut = Shortcut.ZERO_PAD)
  Layer layer1;

  @Residual(blocks = 3, out = 32, stride = 2, shortcut = Shortcut.ZERO_PAD)
  Layer layer2;

  @Residual(blocks = 3, out = 64, stride = 2, shortcut = Shortcut.ZERO_PAD)
  Layer layer3;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
