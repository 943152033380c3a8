package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 16, kernel = 3) Layer left;
  @MaxPool(kernel = 2) Layer right;
  @Concat("left") Layer both; // error
  // mended: @Upsample(like = "left") @Concat("left") Layer both;
  // or: @From("left") @Crop(like = "right") Layer cut;
  // and: @From("right") @Concat("cut") Layer both;
  @Flatten @Linear(out = 10) Layer logits;
}
