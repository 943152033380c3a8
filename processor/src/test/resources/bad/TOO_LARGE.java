package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 100_000_000, kernel = 3) Layer conv; // error
  // mended: @Conv(out = 100, kernel = 3) Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
