package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 3, kernel = 3) Layer first;
  @Shared("first") @Relu Layer second; // error
  // mended: @Shared("first") Layer second; @Relu Layer relu;
  @Flatten @Linear(out = 10) Layer logits;
}
