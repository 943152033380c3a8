package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @ConvTranspose(out = 8, kernel = 3, stride = 2, padding = 1, outputPadding = 2) Layer up; // error
  // mended: @ConvTranspose(out = 8, kernel = 3, stride = 2, padding = 1, outputPadding = 1) Layer up;
  // or: @ConvTranspose(out = 8, kernel = 4, stride = 2, padding = 1) Layer up;
  @Flatten @Linear(out = 10) Layer logits;
}
