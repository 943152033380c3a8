package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Unit.class) Layer unit;
  // mended: @Output @Repeat(block = Unit.class) Layer unit;
  @Flatten @Linear(out = 10) Layer logits;

  @Block
  static class Unit {
    @Output @Conv(out = 3, kernel = 3) Layer conv; // error
    // mended: @Conv(out = 3, kernel = 3) Layer conv;
    @Relu Layer relu;
  }
}
