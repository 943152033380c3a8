package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 4, kernel = 3) Layer fine;
  @Conv(out = 8, kernel = 3, stride = 2) Layer coarse;
  @Pyramid(taps = {"fine", "coarse"}, out = 4) Layer neck;
  @Flatten @Linear(out = 10) Layer logits; // error
  // mended: @From("neck.p1") @Upsample(like = "input") @Add("neck.p0") @Flatten @Linear(out = 10) Layer logits;
}
