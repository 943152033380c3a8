package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3, padding = 0) Layer conv;
  @ConvTranspose(out = 8, kernel = 4) Layer up;
  @Crop(like = "conv", offset = 5) @Add("conv") Layer sum; // error
  // mended: @Crop(like = "conv", offset = 3) @Add("conv") Layer sum;
  // or: @Crop(like = "conv") @Add("conv") Layer sum;
  @Flatten @Linear(out = 10) Layer logits;
}
