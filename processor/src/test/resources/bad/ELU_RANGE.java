package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Elu(-1) Layer elu; // error
  // mended: @Elu Layer elu;
  @Flatten @Linear(out = 10) Layer logits;
}
