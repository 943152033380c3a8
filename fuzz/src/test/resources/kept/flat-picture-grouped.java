// plan: batches 1 and 2, 2 threads, images 54x54, seed -2099674183294415908
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 5, height = 54, width = 54))
class Net {
  @Init(value = Init.Scheme.BILINEAR) @ConvTranspose(out = 5, kernel = 1, stride = 3, bias = true) @Sigmoid @Name(value = {"named0_0"}) Layer f0;
  @Conv(out = 5, kernel = 4, padding = 1, dilation = 3, groups = 5) @BatchNorm(epsilon = 0.1) @LeakyRelu(value = 1.5) Layer f1;
  @Crop(like = Crop.INPUT, offset = 52) @Add(value = {"input"}) Layer f3;
  @AdaptiveAvgPool(value = 3) @Flatten @Linear(out = 1) Layer f5;
}
