package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
class Net {
  @Conv(out = 8, kernel = 3, stride = 2) @Relu Layer stem;
  @Conv(out = 8, kernel = 3, padding = 3) @Relu Layer wide;
  @Flatten // error
  // mended: @GlobalAvgPool @Flatten
  // or: @AdaptiveAvgPool(2) @Flatten
  @Linear(out = 10) Layer logits;
}
