package dev.skipjack.examples.story;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** {@link Residual32} without its skip connections: 32 layers with weights, one after the other. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class Plain32 {
  @Conv(out = 16, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem;

  @Repeat(block = PlainUnit.class, times = 5, out = 16)
  Layer stage1;

  @Repeat(block = PlainUnit.class, times = 5, out = 32, stride = 2)
  Layer stage2;

  @Repeat(block = PlainUnit.class, times = 5, out = 64, stride = 2)
  Layer stage3;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
