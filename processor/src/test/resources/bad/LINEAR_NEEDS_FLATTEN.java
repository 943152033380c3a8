package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer conv;
  @Linear(out = 10) Layer logits; // error
  // mended: @Flatten @Linear(out = 10) Layer logits;
  // or: @GlobalAvgPool @Linear(out = 10) Layer logits;
}
