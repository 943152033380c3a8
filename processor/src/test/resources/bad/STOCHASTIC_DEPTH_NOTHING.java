package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
@StochasticDepth // error
// mended:
class Net {
  @Conv(out = 3, kernel = 3) @BatchNorm @Relu Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
