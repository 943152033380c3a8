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

/** VGG's plan on small images: 14 layers with weights, of 3×3, and batch norm. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class Vgg14 {
  @Conv(out = 16, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem;

  @Repeat(block = PlainUnit.class, times = 2, out = 16)
  Layer stage1;

  @Repeat(block = PlainUnit.class, times = 2, out = 32, stride = 2)
  Layer stage2;

  @Repeat(block = PlainUnit.class, times = 2, out = 64, stride = 2)
  Layer stage3;

  @GlobalAvgPool
  @Linear(out = 10)
  Layer logits;
}
