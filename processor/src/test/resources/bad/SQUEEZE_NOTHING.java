package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer wide;
  @SqueezeExcite Layer gated; // error
  // mended: @SqueezeExcite(reduction = 8) Layer gated;
  // or: @SqueezeExcite(channels = 2) Layer gated;
  @Flatten @Linear(out = 10) Layer logits;
}
