package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 3, kernel = 3) @Init(Init.Scheme.BILINEAR) Layer conv; // error
  // mended: @ConvTranspose(out = 3, kernel = 3) @Init(Init.Scheme.BILINEAR) Layer conv;
  // or: @Conv(out = 3, kernel = 3) @Init(Init.Scheme.XAVIER) Layer conv;
  @Flatten @Linear(out = 10) Layer logits;
}
