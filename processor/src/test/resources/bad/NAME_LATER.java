package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @From("conv") @Relu Layer relu; // error
  // mended: @Conv(out = 3, kernel = 3) Layer conv;
  // and: @From("conv") @Relu Layer relu;
  @From(Skip.INPUT) @Conv(out = 3, kernel = 3) Layer conv;
  // mended:
  @Add("relu") Layer sum;
  // mended: @Add("conv") Layer sum;
  @Flatten @Linear(out = 10) Layer logits;
}
