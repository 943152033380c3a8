package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Split(into = {"left", "right"}) @Relu Layer halves; // error
  // mended: @Relu @Split(into = {"left", "right"}) Layer halves;
  @From("halves.left") @Conv(out = 8, kernel = 3) Layer left;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
