package dev.skipjack.examples.networks;

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
import dev.skipjack.annotations.StochasticDepth;

/**
 * {@link ResNet110} with stochastic depth (Huang et al. 2016): of the 54 residual units the last is
 * dropped half of the time, those before it less, each image on its own. What is kept is scaled by
 * 1/survival in training, as torchvision does: 1,727,962 parameters.
 */
@Model(input = @Input(channels = 3, height = 32, width = 32))
@StochasticDepth(lastSurvival = 0.5, mode = StochasticDepth.Mode.ROW)
public class StochasticDepth110PerImage {
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem;

  @Residual(blocks = 18, out = 16, shortcut = Shortcut.ZERO_PAD)
  Layer layer1;

  @Residual(blocks = 18, out = 32, stride = 2, shortcut = Shortcut.ZERO_PAD)
  Layer layer2;

  @Residual(blocks = 18, out = 64, stride = 2, shortcut = Shortcut.ZERO_PAD)
  Layer layer3;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
