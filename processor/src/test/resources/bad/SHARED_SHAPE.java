package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @Conv(out = 8, kernel = 3) Layer first;
  @From("input") @Shared("first") @Output Layer second; // error
  // mended: @From("stem") @Shared("first") @Output Layer second;
  // or: @From("input") @Conv(out = 8, kernel = 3) @Output Layer second;
  @From("first") @Flatten @Linear(out = 10) Layer logits;
}
