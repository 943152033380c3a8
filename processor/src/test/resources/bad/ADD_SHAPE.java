package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 16, kernel = 3) Layer left;
  @Conv(out = 8, kernel = 3) Layer right;
  @Add("left") Layer sum; // error
  // mended: @Skip(from = "left", shortcut = Shortcut.CONV) Layer sum;
  @Flatten @Linear(out = 10) Layer logits;
}
