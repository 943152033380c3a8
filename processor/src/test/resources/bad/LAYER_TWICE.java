package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) @Relu @Conv(out = 8, kernel = 3) Layer conv; // error
  // mended: @Conv(out = 8, kernel = 3) @Relu Layer conv;
  // or: @Conv(out = 8, kernel = 3) @Relu Layer conv;
  // and: @Conv(out = 8, kernel = 3) Layer conv2;
  @Flatten @Linear(out = 10) Layer logits;
}
