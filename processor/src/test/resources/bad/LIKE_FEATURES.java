package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Flatten Layer flat;
  @From("stem") @Crop(like = "flat") Layer crop; // error
  // mended: @From("stem") @Crop(like = "input") Layer crop;
  @Flatten @Add("flat") Layer sum;
  @Linear(out = 10) Layer logits;
}
