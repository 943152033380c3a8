package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @PatchEmbed(size = 2, features = 8) Layer patches;
  @Attention(heads = 4) Layer mixed; // error
  // mended: @Attention(heads = 4) @SelectToken(0) @Linear(out = 10) Layer mixed;
}
