package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.Activation;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Silu;
import dev.skipjack.annotations.SqueezeExcite;
import dev.skipjack.annotations.StochasticDepth;

/**
 * Tan and Le 2019: 5,288,548 parameters (torchvision's {@code efficientnet_b0}).
 *
 * <p>Stochastic depth is linear over all blocks, those without a shortcut included: block i is
 * dropped with 0.2·i/16, the last with 0.2·15/16.
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
@StochasticDepth(lastSurvival = 0.8125, countAll = true)
public class EfficientNetB0 {
  @Conv(out = 32, kernel = 3, stride = 2)
  @BatchNorm
  @Silu
  @Name({"features.0.0", "features.0.1"})
  Layer stem;

  @Conv(out = 32, kernel = 3, groups = 32)
  @BatchNorm
  @Silu
  @SqueezeExcite(channels = 8, activation = Activation.SILU)
  @Name({"features.1.0.block.0.0", "features.1.0.block.0.1", "features.1.0.block.1"})
  Layer depthwise;

  @Conv(out = 16, kernel = 1)
  @BatchNorm
  @Name({"features.1.0.block.2.0", "features.1.0.block.2.1"})
  Layer project;

  @Repeat(block = MbConvolution.class, out = 24, kernel = 3, times = 2, stride = 2)
  @Name("features.2")
  Layer stage2;

  @Repeat(block = MbConvolution.class, out = 40, kernel = 5, times = 2, stride = 2)
  @Name("features.3")
  Layer stage3;

  @Repeat(block = MbConvolution.class, out = 80, kernel = 3, times = 3, stride = 2)
  @Name("features.4")
  Layer stage4;

  @Repeat(block = MbConvolution.class, out = 112, kernel = 5, times = 3)
  @Name("features.5")
  Layer stage5;

  @Repeat(block = MbConvolution.class, out = 192, kernel = 5, times = 4, stride = 2)
  @Name("features.6")
  Layer stage6;

  @Repeat(block = MbConvolution.class, out = 320, kernel = 3)
  @Name("features.7")
  Layer stage7;

  @Conv(out = 1280, kernel = 1)
  @BatchNorm
  @Silu
  @Name({"features.8.0", "features.8.1"})
  Layer features;

  @GlobalAvgPool
  @Dropout(0.2)
  @Linear(out = 1000)
  @Name("classifier.1")
  Layer logits;
}
