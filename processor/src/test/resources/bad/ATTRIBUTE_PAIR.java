package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = {1, 7, 1}) Layer conv; // error
  // mended: @Conv(out = 8, kernel = {1, 7}) Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
