package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @PatchEmbed(size = 2, features = 8) Layer patches;
  @SelectToken(16) @Linear(out = 10) Layer logits; // error
  // mended: @SelectToken(15) @Linear(out = 10) Layer logits;
}
