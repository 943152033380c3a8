package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(features = 6)) // error
// mended: @Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Flatten @Linear(out = 4) Layer seen;
  @Linear(out = 10) Layer logits;
}
