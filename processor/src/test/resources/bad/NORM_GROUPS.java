package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 12, kernel = 3) Layer stem;
  @GroupNorm(groups = 8) Layer norm; // error
  // mended: @GroupNorm(groups = 4) Layer norm;
  @Flatten @Linear(out = 10) Layer logits;
}
