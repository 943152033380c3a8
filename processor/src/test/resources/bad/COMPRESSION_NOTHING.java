package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Transition(compression = 0.25) Layer down; // error
  // mended: @Transition(compression = 0.34) Layer down;
  @Flatten @Linear(out = 10) Layer logits;
}
