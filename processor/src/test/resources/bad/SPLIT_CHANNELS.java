package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Split(into = {"left", "right"}, channels = {3, 4}) Layer halves; // error
  // mended: @Split(into = {"left", "right"}, channels = {4, 4}) Layer halves;
  @From("halves.left") @Conv(out = 8, kernel = 3) Layer left;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
