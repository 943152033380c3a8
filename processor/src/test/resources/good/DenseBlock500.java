package good;

import dev.skipjack.annotations.*;

/** Deeper than anything in the papers. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class DenseBlock500 {
  @Conv(out = 16, kernel = 3) Layer stem;
  @DenseBlock(layers = 500, growth = 12) Layer dense;
  @BatchNorm @Relu @GlobalAvgPool @Linear(out = 10) Layer logits;
}
