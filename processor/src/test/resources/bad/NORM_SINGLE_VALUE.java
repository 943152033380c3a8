package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @GlobalAvgPool Layer pooled;
  @InstanceNorm Layer norm; // error
  // mended: @LayerNorm Layer norm;
  @Flatten @Linear(out = 10) Layer logits;
}
