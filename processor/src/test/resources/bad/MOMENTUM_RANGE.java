package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @BatchNorm(momentum = 2) Layer norm; // error
  // mended: @BatchNorm(momentum = 1) Layer norm;
  @Flatten @Linear(out = 10) Layer logits;
}
