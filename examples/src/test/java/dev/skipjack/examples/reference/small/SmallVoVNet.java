package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** One-shot aggregation, a pool that rounds up, then the same with a skip connection. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallVoVNet {
  @Repeat(block = SmallAggregation.class)
  @Name({
    "stage1.conv1.0", "stage1.conv1.1",
    "stage1.conv2.0", "stage1.conv2.1",
    "stage1.aggregate.0", "stage1.aggregate.1"
  })
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer stage1;

  @Repeat(block = SmallAggregation.class)
  @Name({
    "stage2.conv1.0", "stage2.conv1.1",
    "stage2.conv2.0", "stage2.conv2.1",
    "stage2.aggregate.0", "stage2.aggregate.1"
  })
  @Skip(from = "stage1", shortcut = Shortcut.IDENTITY)
  Layer stage2;

  @GlobalAvgPool
  @Linear(out = 5)
  @Name("fc")
  Layer logits;
}
