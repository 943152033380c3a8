package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @ConvTranspose(out = 8, kernel = 4, stride = 2) @Init(Init.Scheme.BILINEAR) Layer up; // error
  // mended: @ConvTranspose(out = 3, kernel = 4, stride = 2) @Init(Init.Scheme.BILINEAR) Layer up;
  // or: @ConvTranspose(out = 8, kernel = 4, stride = 2) @Init(Init.Scheme.XAVIER) Layer up;
  @Flatten @Linear(out = 10) Layer logits;
}
