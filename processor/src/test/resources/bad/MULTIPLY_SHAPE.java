package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 16, kernel = 3) Layer left;
  @Conv(out = 8, kernel = 3) @Sigmoid Layer right;
  @Multiply("left") Layer product; // error
  // mended: @Conv(out = 16, kernel = 1) @Multiply("left") Layer product;
  @Flatten @Linear(out = 10) Layer logits;
}
