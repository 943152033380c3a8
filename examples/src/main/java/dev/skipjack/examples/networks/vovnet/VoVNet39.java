package dev.skipjack.examples.networks.vovnet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** Lee et al. 2019, table 1: 22,600,296 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class VoVNet39 {
  @Conv(out = 64, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem1;

  @Conv(out = 64, kernel = 3)
  @BatchNorm
  @Relu
  Layer stem2;

  @Conv(out = 128, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem3;

  @Repeat(block = OneShotAggregation.class, width = 128, out = 256)
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer stage2;

  @Repeat(block = OneShotAggregation.class, width = 160, out = 512)
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer stage3;

  @Repeat(block = OneShotAggregation.class, width = 192, out = 768)
  Layer stage4;

  @Repeat(block = ResidualAggregation.class, width = 192, out = 768)
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer stage4b;

  @Repeat(block = OneShotAggregation.class, width = 224, out = 1024)
  Layer stage5;

  @Repeat(block = ResidualAggregation.class, width = 224, out = 1024)
  Layer stage5b;

  @GlobalAvgPool
  @Linear(out = 1000)
  Layer logits;
}
