package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
@Budget(maxParameters = 0) // error
// mended: @Budget(maxParameters = 10_000)
class Net {
  @Flatten @Linear(out = 10) Layer logits;
}
