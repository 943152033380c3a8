package dev.skipjack.distributed;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

/** Networks of a name and an architecture that others have, and other steps. */
final class Otherwise {
  private Otherwise() {}

  /** As {@link dev.skipjack.distributed.Plain}, which drops other features. */
  @Model(input = @Input(channels = 1, height = 8, width = 8))
  static class Plain {
    @Conv(out = 6, kernel = 3)
    @Relu
    Layer stem;

    @Conv(out = 8, kernel = 3, stride = 2)
    @Relu
    @Dropout(0.3)
    Layer body;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }
}
