package dev.skipjack.examples.story;

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

/** A DenseNet-BC so small that many recipes can be tried. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class DenseSmall {
  @Conv(out = 16, kernel = 3, stride = 2)
  Layer stem;

  @DenseBlock(layers = 3, growth = 8)
  Layer dense1;

  @Transition(compression = 0.5)
  Layer down1;

  @DenseBlock(layers = 3, growth = 8)
  Layer dense2;

  @BatchNorm @Relu @GlobalAvgPool Layer features;

  @Linear(out = 10)
  Layer logits;
}
