package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8)) // error
class Net {
  @Freeze @Conv(out = 3, kernel = 3) Layer conv;
  @Freeze @Flatten @Linear(out = 10) Layer logits;
  // mended: @Flatten @Linear(out = 10) Layer logits;
}
