package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Unit.class, out = 8) Layer units;
  @Flatten @Linear(out = 10) Layer logits;
}

@Block
class Unit {
  @Conv(out = Param.OUT + 4, kernel = 1) Layer wide; // error
  // mended: @Conv(out = Param.OUT * 2, kernel = 1) Layer wide;
  @Conv(out = Param.OUT, kernel = 1) Layer narrow;
}
