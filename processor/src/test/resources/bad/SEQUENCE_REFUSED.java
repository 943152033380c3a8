package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @PatchEmbed(size = 2, features = 8) Layer patches;
  @BatchNorm @Linear(out = 8) Layer mixed; // error
  // mended: @LayerNorm @Linear(out = 8) Layer mixed;
  @SelectToken(0) @Linear(out = 10) Layer logits;
}
