package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = library.Unit.class, times = 2, out = 8) Layer units; // error
  @Flatten @Linear(out = 10) Layer logits;
}
