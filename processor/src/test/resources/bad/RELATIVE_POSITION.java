package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @PatchEmbed(size = 2, features = 8) Layer patches;
  @Attention(heads = 2, relativePosition = true) Layer mixed; // error
  // mended: @PositionalEmbedding @Attention(heads = 2) Layer mixed;
  @SelectToken(0) @Linear(out = 10) Layer logits;
}
