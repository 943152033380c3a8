package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
class Net {
  @Conv(out = 8, kernel = 3, stride = {2, 1}) Layer conv; // error
  // mended: @Conv(out = 8, kernel = 3, stride = 2) Layer conv;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
