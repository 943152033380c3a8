package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @MaxPool(kernel = 2) Layer half;
  @Upsample(scale = 2, like = "half") Layer up; // error
  // mended: @Upsample(scale = 2) Layer up;
  // or: @Upsample(like = "input") Layer up;
  @Flatten @Linear(out = 10) Layer logits;
}
