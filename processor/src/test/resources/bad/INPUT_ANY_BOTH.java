package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = Input.ANY, width = 32)) // error
// mended: @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
// or: @Model(input = @Input(channels = 3, height = 32, width = 32))
class Net {
  @Conv(out = 8, kernel = 3) @Relu @GlobalAvgPool Layer features;
  @Linear(out = 10) Layer logits;
}
