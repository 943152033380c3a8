package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Conv(out = 8, kernel = 3, stride = 2) Layer half;
  @From("stem") @Crop(like = "half") @Add("half") Layer sum; // error
  // mended: @From("half") @Upsample(scale = 2) @Crop(like = "stem") @Add("stem") Layer sum;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
