package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Transition(compression = 1.5) Layer down; // error
  // mended: @Transition(compression = 1) Layer down;
  @Flatten @Linear(out = 10) Layer logits;
}
