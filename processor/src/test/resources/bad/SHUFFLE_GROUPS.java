package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 8, kernel = 3) Layer stem;
  @ChannelShuffle(groups = 3) Layer mixed; // error
  // mended: @ChannelShuffle(groups = 4) Layer mixed;
  @Flatten @Linear(out = 10) Layer logits;
}
