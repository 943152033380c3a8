package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Backbone(value = Body.class, outputStride = 2) Layer body; // error
  // mended: @Backbone(value = Body.class, outputStride = 4) Layer body;
  @Flatten @Linear(out = 10) Layer logits;

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class Body {
    @Conv(out = 4, kernel = 3, stride = 2) Layer stem;
    @MaxPool(kernel = 2) Layer pool;
    @Flatten @Linear(out = 10) Layer logits;
  }
}
