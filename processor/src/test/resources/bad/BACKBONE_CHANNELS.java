package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 16, kernel = 3) Layer stem;
  // mended: @Conv(out = 3, kernel = 3) Layer stem;
  @Backbone(Body.class) Layer body; // error
  @Flatten @Linear(out = 10) Layer logits;

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class Body {
    @Conv(out = 4, kernel = 3) Layer stem;
    @Residual(blocks = 1, out = 8, stride = 2) Layer layer1;
    @Flatten @Linear(out = 10) Layer logits;
  }
}
