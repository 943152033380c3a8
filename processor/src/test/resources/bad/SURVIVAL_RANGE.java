package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
@StochasticDepth(lastSurvival = 0) // error
// mended: @StochasticDepth(lastSurvival = 0.5)
class Net {
  @Residual(blocks = 2, out = 8) Layer stage;
  @Flatten @Linear(out = 10) Layer logits;
}
