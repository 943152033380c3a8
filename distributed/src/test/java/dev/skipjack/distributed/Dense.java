package dev.skipjack.distributed;

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

/** A small DenseNet-BC. */
@Model(input = @Input(channels = 1, height = 8, width = 8))
class Dense {
  @Conv(out = 6, kernel = 3)
  Layer stem;

  @DenseBlock(layers = 2, growth = 4, dropout = 0.2)
  Layer dense1;

  @Transition(compression = 0.5)
  Layer down;

  @DenseBlock(layers = 2, growth = 4)
  Layer dense2;

  @BatchNorm @Relu @GlobalAvgPool Layer features;

  @Linear(out = 3)
  Layer logits;
}
