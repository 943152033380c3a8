package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @LeakyRelu(-0.1) Layer relu; // error
  // mended: @LeakyRelu(0.1) Layer relu;
  @Flatten @Linear(out = 10) Layer logits;
}
