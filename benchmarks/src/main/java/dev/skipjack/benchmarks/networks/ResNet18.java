package dev.skipjack.benchmarks.networks;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;

/** He et al. 2016, table 1, with shortcut option B: 11,689,512 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class ResNet18 {
  @Conv(out = 64, kernel = 7, stride = 2)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  Layer stem;

  @Residual(blocks = 2, out = 64)
  Layer layer1;

  @Residual(blocks = 2, out = 128, stride = 2)
  Layer layer2;

  @Residual(blocks = 2, out = 256, stride = 2)
  Layer layer3;

  @Residual(blocks = 2, out = 512, stride = 2)
  Layer layer4;

  @GlobalAvgPool
  @Linear(out = 1000)
  Layer logits;
}
