package dev.skipjack.report;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;

/** A small network that labels pixels. */
@Model(input = @Input(channels = 1, height = 6, width = 6))
class MarkMaps {
  @Conv(out = 4, kernel = 3)
  @Relu
  Layer stem;

  @Output
  @Conv(out = 2, kernel = 1)
  Layer logits;
}
