package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @DenseBlock(layers = 2, growth = 4, bottleneck = -1) Layer dense; // error
  // mended: @DenseBlock(layers = 2, growth = 4, bottleneck = 0) Layer dense;
  @Flatten @Linear(out = 10) Layer logits;
}
