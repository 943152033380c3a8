package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** One-shot aggregation, a pool that rounds up, then the same with a skip connection. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallVoVNet {
  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  @Name({"stage1.conv1.0", "stage1.conv1.1"})
  Layer conv1a;

  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  @Name({"stage1.conv2.0", "stage1.conv2.1"})
  Layer conv1b;

  @From(Skip.INPUT)
  @Concat({"conv1a", "conv1b"})
  @Conv(out = 8, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"stage1.aggregate.0", "stage1.aggregate.1"})
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer pool;

  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  @Name({"stage2.conv1.0", "stage2.conv1.1"})
  Layer conv2a;

  @Conv(out = 4, kernel = 3)
  @BatchNorm
  @Relu
  @Name({"stage2.conv2.0", "stage2.conv2.1"})
  Layer conv2b;

  @From("pool")
  @Concat({"conv2a", "conv2b"})
  @Conv(out = 8, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"stage2.aggregate.0", "stage2.aggregate.1"})
  @Skip(from = "pool", shortcut = Shortcut.IDENTITY)
  Layer sum;

  @GlobalAvgPool
  @Linear(out = 5)
  @Name("fc")
  Layer logits;
}
