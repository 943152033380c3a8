package good;

import dev.skipjack.annotations.*;

/** A head that learns, on layers that stay as they are. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
class FrozenBackbone {
  @Freeze @Backbone(Body.class) Layer body;
  @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer head;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}

@Model(input = @Input(channels = 3, height = 32, width = 32))
class Body {
  @Conv(out = 8, kernel = 3, stride = 2) @BatchNorm @Relu Layer stem;
  @Residual(blocks = 1, out = 8) Layer stage;
  @GlobalAvgPool @Linear(out = 100) Layer logits;
}
