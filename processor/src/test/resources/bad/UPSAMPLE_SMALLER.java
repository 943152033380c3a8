package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Conv(out = 8, kernel = 3, stride = 2) Layer conv;
  @From("stem") @Upsample(like = "conv") Layer up; // error
  // mended: @From("stem") @Crop(like = "conv") Layer up;
  // or: @From("stem") @AvgPool(kernel = 2) Layer up;
  @Add("conv") Layer sum;
  @Flatten @Linear(out = 10) Layer logits;
}
