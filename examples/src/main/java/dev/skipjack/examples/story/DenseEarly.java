package dev.skipjack.examples.story;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** {@link DenseNowhere} with a dense block for its first stage, on maps of 16×16. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class DenseEarly {
  @Conv(out = 24, kernel = 3, stride = 2)
  Layer stem;

  @DenseBlock(layers = 6, growth = 12, bottleneck = 0)
  Layer stage1;

  @BatchNorm
  @Relu
  @Conv(out = 48, kernel = 1, bias = false)
  @AvgPool(kernel = 2)
  Layer down1;

  @Repeat(block = ChainUnit.class, times = 6, out = 31)
  Layer stage2;

  @BatchNorm
  @Relu
  @Conv(out = 60, kernel = 1, bias = false)
  @AvgPool(kernel = 2)
  Layer down2;

  @Repeat(block = ChainUnit.class, times = 6, out = 31)
  Layer stage3;

  @BatchNorm
  @Relu
  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
