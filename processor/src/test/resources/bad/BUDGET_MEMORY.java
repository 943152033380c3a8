package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
@Budget(maxTrainingBytesPerImage = 1000) // error
// mended: @Budget(maxTrainingBytesPerImage = 100_000)
class Net {
  @Conv(out = 16, kernel = 3) Layer stem;
  @DenseBlock(layers = 4, growth = 8) Layer dense;
  @BatchNorm @Relu @GlobalAvgPool Layer features;
  @Linear(out = 10) Layer logits;
}
