package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 0, width = 8)) // error
class Net {
  @Flatten @Linear(out = 10) Layer logits;
}
