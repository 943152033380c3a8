package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) @LayerScale(initial = 1 / 0.0) Layer conv; // error
  // mended: @Conv(out = 8, kernel = 3) @LayerScale(initial = 1e-6) Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
