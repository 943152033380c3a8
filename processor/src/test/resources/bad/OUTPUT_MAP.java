package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 16, kernel = 3) Layer conv; // error
  // mended: @Conv(out = 16, kernel = 3) @Flatten @Linear(out = 10) Layer conv;
  // or: @Output @Conv(out = 16, kernel = 3) Layer conv;
}
