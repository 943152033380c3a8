package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 12, kernel = 3) Layer stem;
  @Conv(out = 16, kernel = 3, groups = 3) Layer conv; // error
  // mended: @Conv(out = 16, kernel = 3, groups = 4) Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
