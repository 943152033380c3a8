package dev.skipjack.examples;

import dev.skipjack.annotations.Activation;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.HardSwish;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LeakyRelu;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Silu;
import dev.skipjack.annotations.SqueezeExcite;

/** Inverted residuals with gates and without, of every activation that is fused into them. */
@Model(input = @Input(channels = 1, height = 28, width = 28))
class SmallEfficientNet {
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Silu
  Layer stem;

  @Conv(out = 64, kernel = 1)
  @BatchNorm
  @Silu
  Layer expand;

  @Conv(out = 64, kernel = 5, groups = 64)
  @BatchNorm
  @Silu
  @SqueezeExcite(channels = 4, activation = Activation.SILU)
  Layer gated;

  @Conv(out = 24, kernel = 1)
  @BatchNorm
  Layer project;

  @Conv(out = 96, kernel = 1)
  @BatchNorm
  @HardSwish
  Layer wide;

  @Conv(out = 96, kernel = 3, stride = 2, groups = 96)
  @BatchNorm
  @HardSwish
  @SqueezeExcite(channels = 24, gate = Activation.HARD_SIGMOID)
  Layer half;

  @Conv(out = 32, kernel = 1)
  @BatchNorm
  Layer narrow;

  @Conv(out = 64, kernel = 1)
  @BatchNorm
  @Gelu
  Layer last;

  @Conv(out = 64, kernel = 3, groups = 64)
  @BatchNorm
  @LeakyRelu
  Layer leaky;

  @Conv(out = 32, kernel = 1)
  @BatchNorm
  @Silu
  Layer features;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
