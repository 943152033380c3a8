package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Flatten @Linear(out = 4) Layer seen;
  @Input(features = 6) @Linear(out = 4) @Relu Layer table; // error
  // mended: @Input(features = 6) Layer table;
  // and: @Linear(out = 4) @Relu Layer known;
  @Concat("seen") @Linear(out = 10) Layer logits;
}
