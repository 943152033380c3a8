package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
@Budget(maxParameters = 10_000) // error
// mended: @Budget(maxParameters = 15_000)
class Net {
  @Conv(out = 16, kernel = 3) Layer stem;
  @DenseBlock(layers = 4, growth = 8) Layer dense;
  @BatchNorm @Relu @GlobalAvgPool Layer features;
  @Linear(out = 10) Layer logits;
}
