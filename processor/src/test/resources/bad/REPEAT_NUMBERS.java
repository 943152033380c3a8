package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Unit.class, out = 8, times = 2, numbered = false) Layer units; // error
  // mended: @Repeat(block = Unit.class, out = 8, times = 2) Layer units;
  // or: @Repeat(block = Unit.class, out = 8, numbered = false) Layer units;
  @Flatten @Linear(out = 10) Layer logits;
}

@Block
class Unit {
  @Conv(out = Param.OUT, kernel = 1) @BatchNorm Layer conv;
}
