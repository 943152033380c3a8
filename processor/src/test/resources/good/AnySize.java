package good;

import dev.skipjack.annotations.*;

/** Slabs, sums and maps with a border, for images of any size. */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
class AnySize {
  @Conv(out = 8, kernel = 3, stride = 2) @BatchNorm @Relu Layer stem;
  @DenseBlock(layers = 1, growth = 4) Layer dense;
  @Transition Layer down;
  @Conv(out = 4, kernel = 3, padding = 3) @Relu Layer wide;
  @Conv(out = 4, kernel = 5, padding = 0) @Skip(from = "down", shortcut = Shortcut.CONV) Layer sum;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
