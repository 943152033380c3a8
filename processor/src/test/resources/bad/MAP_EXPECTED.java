package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Flatten Layer flat;
  // mended:
  @Conv(out = 8, kernel = 3) Layer conv; // error
  @Flatten @Linear(out = 10) Layer logits;
}
