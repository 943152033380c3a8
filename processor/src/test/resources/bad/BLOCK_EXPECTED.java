package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Body.class) Layer stage; // error
  // mended: @Backbone(Body.class) Layer stage;
  @Flatten @Linear(out = 10) Layer logits;

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class Body {
    @Conv(out = 4, kernel = 3) Layer stem;
    @Flatten @Linear(out = 10) Layer logits;
  }
}
