package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 3, kernel = 3) Layer conv;
  @Add("sum") Layer sum; // error
  // mended: @Add("input") Layer sum;
  @Flatten @Linear(out = 10) Layer logits;
}
