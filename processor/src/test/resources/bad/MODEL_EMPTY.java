package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8)) // error
class Net {
  int notALayer;
  // mended: @Flatten @Linear(out = 10) Layer logits;
}
