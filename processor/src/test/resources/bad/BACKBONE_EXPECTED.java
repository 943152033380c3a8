package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Backbone(Body.class) Layer body; // error
  // mended: @Repeat(block = Body.class) Layer body;
  @Flatten @Linear(out = 10) Layer logits;

  @Block
  static class Body {
    @Conv(out = 4, kernel = 3) Layer conv;
  }
}
