package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Resize(height = 4) Layer small; // error
  // mended: @Resize(height = 4, width = 4) Layer small;
  // or: @Resize(like = "input") Layer small;
  @Flatten @Linear(out = 10) Layer logits;
}
