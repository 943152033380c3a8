package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net extends Stem {
  @Conv(out = 8, kernel = 3) Layer stem; // error
  // mended: @Conv(out = 8, kernel = 3) Layer second;
  @Flatten @Linear(out = 10) Layer logits;
}

@Block
class Stem {
  @Conv(out = 4, kernel = 3) private Layer stem;
}
