package dev.skipjack.examples.story;

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

/**
 * ResNet-32 of He et al. 2016, section 4.2, shortcut option A, on maps of half the size: its stem
 * has stride 2.
 */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class Residual32 {
  @Conv(out = 16, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem;

  @Residual(blocks = 5, out = 16, shortcut = Shortcut.ZERO_PAD)
  Layer stage1;

  @Residual(blocks = 5, out = 32, stride = 2, shortcut = Shortcut.ZERO_PAD)
  Layer stage2;

  @Residual(blocks = 5, out = 64, stride = 2, shortcut = Shortcut.ZERO_PAD)
  Layer stage3;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
