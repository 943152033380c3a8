package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 1, out = 8, groups = 4, widthPerGroup = 4) // error
  // mended: @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 1, out = 8, groups = 4, widthPerGroup = 8)
  Layer stage;
  @Flatten @Linear(out = 10) Layer logits;
}
