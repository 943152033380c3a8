package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
class Net {
  @Conv(out = 8, kernel = 1, stride = 100) Layer first;
  @Conv(out = 8, kernel = 1, stride = 100) Layer second; // error
  // mended: @Conv(out = 8, kernel = 1, stride = 40) Layer second;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
