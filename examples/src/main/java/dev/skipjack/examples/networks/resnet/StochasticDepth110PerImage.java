package dev.skipjack.examples.networks.resnet;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.StochasticDepth;

/**
 * {@link ResNet110} with stochastic depth (Huang et al. 2016): of the 54 residual units the last is
 * dropped half of the time, those before it less, each image on its own. What is kept is scaled by
 * 1/survival in training, as torchvision does: 1,727,962 parameters.
 */
@Model(input = @Input(channels = 3, height = 32, width = 32))
@StochasticDepth(lastSurvival = 0.5, mode = StochasticDepth.Mode.ROW)
public class StochasticDepth110PerImage {
  @Backbone(ResNet110.class)
  Layer body;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
