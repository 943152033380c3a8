package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @MaxPool(kernel = 2) Layer first;
  @Shared("first") Layer second; // error
  // mended: @MaxPool(kernel = 2) Layer second;
  @Flatten @Linear(out = 10) Layer logits;
}
