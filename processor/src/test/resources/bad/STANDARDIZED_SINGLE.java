package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 6, kernel = 1, groups = 3, weightStandardized = true) Layer scaled; // error
  // mended: @Conv(out = 6, kernel = 1, groups = 3) Layer scaled;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
