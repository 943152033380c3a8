package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Name("features.0") @Conv(out = 3, kernel = 3) Layer conv1;
  @Name("features.0") @Conv(out = 3, kernel = 3) Layer conv2; // error
  // mended: @Name("features.1") @Conv(out = 3, kernel = 3) Layer conv2;
  @Flatten @Linear(out = 10) Layer logits;
}
