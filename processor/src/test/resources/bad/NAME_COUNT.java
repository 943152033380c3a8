package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Name("conv1") @Conv(out = 3, kernel = 3) @BatchNorm Layer stem; // error
  // mended: @Name({"conv1", "bn1"}) @Conv(out = 3, kernel = 3) @BatchNorm Layer stem;
  @Flatten @Linear(out = 10) Layer logits;
}
