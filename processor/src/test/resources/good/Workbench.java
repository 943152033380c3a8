package good;

import dev.skipjack.annotations.*;

/** Everything that changes sizes, what is dropped in units, and what a block may ask for. */
@Model(input = @Input(channels = 3, height = 16, width = 12))
@StochasticDepth(lastSurvival = 0.8, mode = StochasticDepth.Mode.BATCH)
class Workbench {
  @Conv(out = 8, kernel = 3) @LocalResponseNorm(size = 3) @Relu Layer stem;
  @DenseBlock(layers = 2, growth = 4, bottleneck = 0, bias = true, dropout = 0.2) Layer dense1;
  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true) Layer down;
  @Repeat(block = Bottleneck.class, times = 2, out = 16, width = 4) Layer units;
  @DenseBlock(layers = 3, growth = 4, bottleneck = 2, newOnly = true) Layer dense2;
  @ConvTranspose(out = 12, kernel = 3, stride = 2) Layer up;
  @Crop(like = "dense1") @Concat("dense1") Layer joined;
  @DenseBlock(layers = 2, growth = 4, newOnly = true) Layer dense3;
  @Concat("dense3") Layer twice;
  @From("dense2") @Freeze @Init(Init.Scheme.BILINEAR) @ConvTranspose(out = 12, kernel = 4, stride = 2, padding = 1, bias = false) Layer filter;
  @From("down") @Upsample(like = "stem", mode = Upsample.Mode.BILINEAR) @Concat("filter") Layer wide;
  @Conv(out = 16, kernel = 1) @BatchNorm @Skip(from = "twice", shortcut = Shortcut.CONV) @Relu Layer sum;
  @Upsample(scale = 2) @Crop(like = Crop.INPUT, offset = 3) @AdaptiveAvgPool(5) Layer pooled;
  @AdaptiveAvgPool(5) @Flatten @Linear(out = 10) Layer logits;
}

@Block
class Bottleneck {
  @Conv(out = Param.WIDTH, kernel = 1) @BatchNorm @Relu Layer narrow;
  @Conv(out = Param.OUT, kernel = 3) @BatchNorm Layer wide;
  @Skip(from = Skip.INPUT) @Relu Layer sum;
}
