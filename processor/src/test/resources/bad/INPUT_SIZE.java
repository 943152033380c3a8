package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 0, width = 8)) // error
// mended: @Model(input = @Input(channels = 3, height = 1, width = 8))
class Net {
  @Flatten @Linear(out = 10) Layer logits;
}
