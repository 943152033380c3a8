package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Unit.class, times = 2) Layer stage; // error
  // mended: @Repeat(block = Unit.class, times = 2, out = 64) Layer stage;
  @Flatten @Linear(out = 10) Layer logits;
}

@Block
class Unit {
  @Conv(out = Param.OUT, kernel = 3) Layer conv;
}
