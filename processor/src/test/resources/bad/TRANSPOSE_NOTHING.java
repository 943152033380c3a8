package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) @GlobalAvgPool Layer features;
  @ConvTranspose(out = 8, kernel = 2, stride = 2, padding = 1) Layer up; // error
  // mended: @ConvTranspose(out = 8, kernel = 2, stride = 2, padding = 0) Layer up;
  // or: @ConvTranspose(out = 8, kernel = 4, stride = 2, padding = 1) Layer up;
  @Flatten @Linear(out = 10) Layer logits;
}
