package dev.skipjack.examples.networks.densenet;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** Wang et al. 2018, table 1 (and the authors' {@code peleenet.py}): 2,802,248 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class PeleeNet {
  @Repeat(block = PeleeStem.class, out = 32)
  Layer stem;

  @Repeat(block = TwoWayDense.class, times = 3, width = 16, growth = 32)
  Layer dense1;

  @Conv(out = 128, kernel = 1)
  @BatchNorm
  @Relu
  @AvgPool(kernel = 2)
  Layer transition1;

  @Repeat(block = TwoWayDense.class, times = 4, width = 32, growth = 32)
  Layer dense2;

  @Conv(out = 256, kernel = 1)
  @BatchNorm
  @Relu
  @AvgPool(kernel = 2)
  Layer transition2;

  @Repeat(block = TwoWayDense.class, times = 8, width = 64, growth = 32)
  Layer dense3;

  @Conv(out = 512, kernel = 1)
  @BatchNorm
  @Relu
  @AvgPool(kernel = 2)
  Layer transition3;

  @Repeat(block = TwoWayDense.class, times = 6, width = 64, growth = 32)
  Layer dense4;

  @Conv(out = 704, kernel = 1)
  @BatchNorm
  @Relu
  Layer transition4;

  @GlobalAvgPool
  @Dropout(0.05)
  @Linear(out = 1000)
  Layer logits;
}
