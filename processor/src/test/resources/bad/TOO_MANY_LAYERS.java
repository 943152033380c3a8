package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Residual(blocks = 100_000, out = 8) Layer stage; // error
  // mended: @Residual(blocks = 9, out = 8) Layer stage;
  @Flatten @Linear(out = 10) Layer logits;
}
