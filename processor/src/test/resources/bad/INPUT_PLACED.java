package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Backbone(Body.class) Layer body; // error
  // mended: @Backbone(value = Body.class, to = "stem") Layer body;
  @Flatten @Linear(out = 10) Layer logits;

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class Body {
    @Conv(out = 4, kernel = 3) Layer stem;
    @Input(channels = 4, height = 8, width = 8) Layer other;
    @Add("stem") Layer sum;
    @Flatten @Linear(out = 10) Layer logits;
  }
}
