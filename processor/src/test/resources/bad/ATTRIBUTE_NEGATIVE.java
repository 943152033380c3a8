package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3, stride = 2) Layer stem;
  @Conv(out = 8, kernel = 3, padding = 2) @Crop(like = "stem", offset = -1) Layer crop; // error
  // mended: @Conv(out = 8, kernel = 3, padding = 2) @Crop(like = "stem", offset = 0) Layer crop;
  @Flatten @Linear(out = 10) Layer logits;
}
