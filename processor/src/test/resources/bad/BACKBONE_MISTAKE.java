package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Backbone(Body.class) Layer body; // error
  // mended: @Upsample(scale = 4) @Backbone(Body.class) Layer body;
  @Flatten @Linear(out = 10) Layer logits;

  @Model(input = @Input(channels = 3, height = 32, width = 32))
  static class Body {
    @Conv(out = 4, kernel = 3) Layer stem;
    @MaxPool(kernel = 16) Layer pool;
    @Flatten @Linear(out = 10) Layer logits;
  }
}
