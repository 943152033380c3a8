package dev.skipjack.examples.networks.mobilenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** Howard et al. 2017, table 1: 4,231,976 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class MobileNet {
  @Conv(out = 32, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem;

  @Repeat(block = DepthwiseSeparable.class, width = 32, out = 64)
  Layer separable1;

  @Repeat(block = DepthwiseSeparable.class, width = 64, out = 128, stride = 2)
  Layer separable2;

  @Repeat(block = DepthwiseSeparable.class, width = 128, out = 128)
  Layer separable3;

  @Repeat(block = DepthwiseSeparable.class, width = 128, out = 256, stride = 2)
  Layer separable4;

  @Repeat(block = DepthwiseSeparable.class, width = 256, out = 256)
  Layer separable5;

  @Repeat(block = DepthwiseSeparable.class, width = 256, out = 512, stride = 2)
  Layer separable6;

  @Repeat(block = DepthwiseSeparable.class, width = 512, out = 512, times = 5)
  Layer separable7to11;

  @Repeat(block = DepthwiseSeparable.class, width = 512, out = 1024, stride = 2)
  Layer separable12;

  @Repeat(block = DepthwiseSeparable.class, width = 1024, out = 1024)
  Layer separable13;

  @GlobalAvgPool
  @Linear(out = 1000)
  Layer logits;
}
