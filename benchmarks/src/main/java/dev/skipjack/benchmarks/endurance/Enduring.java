package dev.skipjack.benchmarks.endurance;

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

/** A small DenseNet-BC with dropout: everything that a step remembers, in a few milliseconds. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class Enduring {
  @Conv(out = 16, kernel = 3)
  Layer stem;

  @DenseBlock(layers = 2, growth = 8, dropout = 0.2)
  Layer dense1;

  @Transition(compression = 0.5)
  Layer down;

  @DenseBlock(layers = 2, growth = 8, dropout = 0.2)
  Layer dense2;

  @BatchNorm @Relu @GlobalAvgPool Layer features;

  @Linear(out = 10)
  Layer logits;
}
