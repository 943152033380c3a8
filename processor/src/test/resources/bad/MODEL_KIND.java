package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8)) // error
interface Net {
// mended: class Net {
  @Flatten @Linear(out = 10) Layer logits = null;
}
