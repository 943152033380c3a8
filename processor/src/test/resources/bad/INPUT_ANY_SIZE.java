package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 4, kernel = 3) @GlobalAvgPool Layer left;
  @Input(channels = 3, height = Input.ANY, width = Input.ANY) Layer other; // error
  // mended: @Input(channels = 3, height = 8, width = 8) Layer other;
  @Shared("left") Layer right;
  @Concat("left") @Linear(out = 10) Layer logits;
}
