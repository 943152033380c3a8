package app;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;

@Model(input = @Input(channels = 1, height = 8, width = 8))
public class Net {
  @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer stem;
  @GlobalAvgPool @Linear(out = 3) Layer logits;
}
