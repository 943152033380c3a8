package dev.skipjack.examples.networks.densenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Transition;

/**
 * DenseNet-BC with 100 layers and growth rate 12 (Huang et al. 2017, section 4): 769,162
 * parameters.
 */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class DenseNetBC100 {
  @Conv(out = 24, kernel = 3)
  Layer stem;

  @DenseBlock(layers = 16, growth = 12)
  Layer dense1;

  @Transition(compression = 0.5)
  Layer down1;

  @DenseBlock(layers = 16, growth = 12)
  Layer dense2;

  @Transition(compression = 0.5)
  Layer down2;

  @DenseBlock(layers = 16, growth = 12)
  Layer dense3;

  @BatchNorm @Relu @GlobalAvgPool Layer features;

  @Linear(out = 10)
  Layer logits;
}
