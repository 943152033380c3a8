package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Conv(out = 8, kernel = 3, padding = 0) Layer conv;
  @Crop(like = "stem") @Add("stem") Layer sum; // error
  // mended: @Pad(2) @Crop(like = "stem") @Add("stem") Layer sum;
  @Flatten @Linear(out = 10) Layer logits;
}
