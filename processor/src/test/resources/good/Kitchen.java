package good;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Kitchen {
  @Conv(out = 8, kernel = 3) @BatchNorm @LeakyRelu(0.1) Layer stem;
  @DenseBlock(layers = 2, growth = 4, dropout = 0.1) Layer dense;
  @Transition Layer down;
  @Freeze @Conv(out = 8, kernel = 3, groups = 2, dilation = 2, bias = true) @BatchNorm @Sigmoid Layer frozen;
  @Skip(from = "down", shortcut = Shortcut.AUTO) @Tanh Layer sum;
  @Residual(blocks = 2, out = 16, stride = 2, shortcut = Shortcut.ZERO_PAD) Layer residual;
  @From("sum") @MaxPool(kernel = 3, stride = 2, ceilMode = true) @Init(Init.Scheme.XAVIER) @Conv(out = 16, kernel = 2, padding = 1) @AvgPool(kernel = 2, stride = 1, countIncludePad = false) Layer side;
  @Add("residual") Layer joined;
  @Concat({"residual", "side"}) @Relu Layer wide;
  @Flatten @Dropout @Linear(out = WIDTH * 2, bias = false) Layer logits;
  static final int WIDTH = 5;
}
