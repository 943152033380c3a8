package dev.skipjack.examples.story;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** {@link Vgg14} without batch norm. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class Vgg14WithoutBatchNorm {
  @Conv(out = 16, kernel = 3, stride = 2)
  @Relu
  Layer stem;

  @Repeat(block = BareUnit.class, times = 2, out = 16)
  Layer stage1;

  @Repeat(block = BareUnit.class, times = 2, out = 32, stride = 2)
  Layer stage2;

  @Repeat(block = BareUnit.class, times = 2, out = 64, stride = 2)
  Layer stage3;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
