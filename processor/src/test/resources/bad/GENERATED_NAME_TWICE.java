package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class net {
  @Flatten @Linear(out = 10) Layer logits;
}

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net { // error
  // mended: class Other {
  @Flatten @Linear(out = 10) Layer logits;
}
