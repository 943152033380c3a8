package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @PatchEmbed(size = 3, features = 8) Layer patches; // error
  // mended: @PatchEmbed(size = 4, features = 8) Layer patches;
  @SelectToken(0) @Linear(out = 10) Layer logits;
}
