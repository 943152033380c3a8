package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Flatten @Linear(out = 10) Layer logits;
  @Input(features = 10) Layer table; // error
  // mended: @Input(features = 10) Layer table;
  // and: @Add("logits") @Linear(out = 10) Layer corrected;
}
