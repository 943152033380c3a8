package dev.skipjack.benchmarks.networks;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Transition;

/** Huang et al. 2017, table 1: 7,978,856 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class DenseNet121 {
  @Conv(out = 64, kernel = 7, stride = 2)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  Layer stem;

  @DenseBlock(layers = 6, growth = 32)
  Layer dense1;

  @Transition(compression = 0.5)
  Layer down1;

  @DenseBlock(layers = 12, growth = 32)
  Layer dense2;

  @Transition(compression = 0.5)
  Layer down2;

  @DenseBlock(layers = 24, growth = 32)
  Layer dense3;

  @Transition(compression = 0.5)
  Layer down3;

  @DenseBlock(layers = 16, growth = 32)
  Layer dense4;

  @BatchNorm @Relu @GlobalAvgPool Layer features;

  @Linear(out = 1000)
  Layer logits;
}
