package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Plain.class, times = 2) Layer stage; // error
  @Flatten @Linear(out = 10) Layer logits;
}

class Plain {}
