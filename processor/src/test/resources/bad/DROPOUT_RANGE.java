package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Dropout(1.0) Layer drop; // error
  // mended: @Dropout(0.9) Layer drop;
  @Flatten @Linear(out = 10) Layer logits;
}
