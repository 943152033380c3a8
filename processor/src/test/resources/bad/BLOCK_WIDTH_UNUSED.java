package bad;

import dev.skipjack.annotations.*;

@Block
class Unit {
  @Conv(out = 3, kernel = 3) Layer conv;
}

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Unit.class, width = 8) Layer stage; // error
  @Flatten @Linear(out = 10) Layer logits;
}
