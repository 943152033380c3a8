package dev.skipjack.examples.networks.convnext;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.StochasticDepth;

/**
 * Liu et al. 2022, table 9: 28,589,128 parameters (torchvision's {@code convnext_tiny}, which never
 * drops the first of its 18 units).
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
@StochasticDepth(lastSurvival = 0.9, keepFirst = true)
public class ConvNeXtTiny {
  @Conv(out = 96, kernel = 4, stride = 4, padding = 0)
  @LayerNorm(epsilon = 1e-6)
  @Name({"features.0.0", "features.0.1"})
  Layer stem;

  @Repeat(block = ConvNeXtUnit.class, times = 3)
  @Name("features.1")
  Layer stage1;

  @LayerNorm(epsilon = 1e-6)
  @Conv(out = 192, kernel = 2, stride = 2, padding = 0)
  @Name({"features.2.0", "features.2.1"})
  Layer down1;

  @Repeat(block = ConvNeXtUnit.class, times = 3)
  @Name("features.3")
  Layer stage2;

  @LayerNorm(epsilon = 1e-6)
  @Conv(out = 384, kernel = 2, stride = 2, padding = 0)
  @Name({"features.4.0", "features.4.1"})
  Layer down2;

  @Repeat(block = ConvNeXtUnit.class, times = 9)
  @Name("features.5")
  Layer stage3;

  @LayerNorm(epsilon = 1e-6)
  @Conv(out = 768, kernel = 2, stride = 2, padding = 0)
  @Name({"features.6.0", "features.6.1"})
  Layer down3;

  @Repeat(block = ConvNeXtUnit.class, times = 3)
  @Name("features.7")
  Layer stage4;

  @GlobalAvgPool
  @LayerNorm(epsilon = 1e-6)
  @Linear(out = 1000)
  @Name({"classifier.0", "classifier.2"})
  Layer logits;
}
