package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 1, kernel = 3) Layer scores;
  @Softmax Layer shares; // error
  // mended: @Sigmoid Layer shares;
  @Flatten @Linear(out = 10) Layer logits;
}
