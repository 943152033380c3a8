package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Unit.class, stride = 2) Layer stage; // error
  // mended: @Repeat(block = Unit.class) Layer stage;
  @Flatten @Linear(out = 10) Layer logits;
}

@Block
class Unit {
  @Conv(out = 4, kernel = 3) Layer conv;
}
