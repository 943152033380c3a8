package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Output @Conv(out = 3, kernel = 3) Layer map;
  @From("input") @GlobalAvgPool @Flatten Layer logits; // error
  // mended: @From("map") @GlobalAvgPool @Flatten Layer logits;
  // or: @From("input") @Output @GlobalAvgPool @Flatten Layer mean;
  // and: @From("map") @GlobalAvgPool @Flatten Layer logits;
}
