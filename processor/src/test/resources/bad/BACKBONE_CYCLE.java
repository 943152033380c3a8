package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Backbone(Net.class) Layer body; // error
  // mended: @Conv(out = 8, kernel = 3) Layer body;
  @Flatten @Linear(out = 10) Layer logits;
}
