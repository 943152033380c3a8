package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @MaxPool(kernel = 3, stride = 2, padding = 2) Layer pool; // error
  // mended: @MaxPool(kernel = 3, stride = 2, padding = 1) Layer pool;
  @Flatten @Linear(out = 10) Layer logits;
}
