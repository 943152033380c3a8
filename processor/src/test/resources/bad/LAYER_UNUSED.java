package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 3, kernel = 3) Layer forgotten; // error
  // mended: @Output @Conv(out = 3, kernel = 3) Layer forgotten;
  // or:
  @From(Skip.INPUT) @Conv(out = 8, kernel = 3) Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
