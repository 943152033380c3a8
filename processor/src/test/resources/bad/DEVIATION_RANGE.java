package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3)
  @Init(value = Init.Scheme.NORMAL, standardDeviation = -1) // error
  // mended: @Init(value = Init.Scheme.NORMAL, standardDeviation = 0.1)
  Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
