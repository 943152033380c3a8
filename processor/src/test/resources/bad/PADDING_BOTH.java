package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 4, padding = {Padding.SAME_UPPER, 2}) Layer conv; // error
  // mended: @Conv(out = 8, kernel = 4, padding = Padding.SAME_UPPER) Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
