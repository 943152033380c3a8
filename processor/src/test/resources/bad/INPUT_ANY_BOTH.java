package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = Input.ANY, width = 32)) // error
class Net {
  @Conv(out = 8, kernel = 3) @Relu @GlobalAvgPool Layer features;
  @Linear(out = 10) Layer logits;
}
