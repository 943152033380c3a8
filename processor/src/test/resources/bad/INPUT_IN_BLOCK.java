package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Unit.class) Layer unit;
  @Flatten @Linear(out = 10) Layer logits;

  @Block
  static class Unit {
    @Conv(out = 3, kernel = 3) Layer conv;
    @Input(channels = 3, height = 8, width = 8) Layer other; // error
    // mended: @Relu Layer other;
    @Add("conv") Layer sum;
  }
}
