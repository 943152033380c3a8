package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3, stride = 2) Layer conv1;
  @MaxPool(kernel = 2) Layer pool;
  @Conv(out = 8, kernel = 5, padding = 0) Layer conv2; // error
  // mended: @Conv(out = 8, kernel = 1, padding = 0) Layer conv2;
  // or: @Conv(out = 8, kernel = 5, padding = 2) Layer conv2;
  @Flatten @Linear(out = 10) Layer logits;
}
