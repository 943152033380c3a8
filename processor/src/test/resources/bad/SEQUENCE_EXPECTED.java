package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @PositionalEmbedding Layer placed; // error
  // mended: @PatchEmbed(size = 2, features = 8) @PositionalEmbedding Layer placed;
  @Flatten @Linear(out = 10) Layer logits;
}
