package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 16, kernel = 3) Layer stem;
  @Conv(out = 8, kernel = 3) Layer narrow;
  @Skip(from = "stem", shortcut = Shortcut.ZERO_PAD) Layer sum; // error
  // mended: @Skip(from = "stem", shortcut = Shortcut.CONV) Layer sum;
  @Flatten @Linear(out = 10) Layer logits;
}
