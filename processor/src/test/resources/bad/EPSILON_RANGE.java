package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @BatchNorm(epsilon = 0) Layer norm; // error
  // mended: @BatchNorm(epsilon = 1e-5) Layer norm;
  @Flatten @Linear(out = 10) Layer logits;
}
