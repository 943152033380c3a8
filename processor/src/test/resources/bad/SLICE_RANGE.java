package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Slice(first = 4, channels = 6) Layer half; // error
  // mended: @Slice(first = 4, channels = 4) Layer half;
  // or: @Slice(first = 4) Layer half;
  @Flatten @Linear(out = 10) Layer logits;
}
