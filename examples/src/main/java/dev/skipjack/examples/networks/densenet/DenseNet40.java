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
 * Huang et al. 2017, table 2, for CIFAR, without bottlenecks and compression: 1,019,722 parameters.
 * The stem has 16 channels: only with them come the published sizes out.
 */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class DenseNet40 {
  @Conv(out = 16, kernel = 3)
  Layer stem;

  @DenseBlock(layers = 12, growth = 12, bottleneck = 0)
  Layer dense1;

  @Transition(compression = 1)
  Layer down1;

  @DenseBlock(layers = 12, growth = 12, bottleneck = 0)
  Layer dense2;

  @Transition(compression = 1)
  Layer down2;

  @DenseBlock(layers = 12, growth = 12, bottleneck = 0)
  Layer dense3;

  @BatchNorm @Relu @GlobalAvgPool Layer features;

  @Linear(out = 10)
  Layer logits;
}
