package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Backbone(Body.class) Layer body; // error
  @Flatten @Linear(out = 10) Layer logits;

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class Body {
    @Conv(out = 4, kernel = 3) @Flatten @Linear(out = 10) Layer logits;
    // mended: @Conv(out = 4, kernel = 3) Layer features;
    // and: @Flatten @Linear(out = 10) Layer logits;
  }
}
