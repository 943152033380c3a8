package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
class Net {
  @Conv(out = 8, kernel = {1, 7}, padding = 0) Layer conv; // error
  // mended: @Conv(out = 8, kernel = {1, 7}) Layer conv;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
