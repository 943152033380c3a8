package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @PixelShuffle(scale = 3) Layer large; // error
  // mended: @PixelShuffle(scale = 2) Layer large;
  // or: @Conv(out = 9, kernel = 3) @PixelShuffle(scale = 3) Layer large;
  @Flatten @Linear(out = 10) Layer logits;
}
