// plan: batches 1 and 2, 2 parts, images 40x44, seed 23
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 40, width = 44))
class Net {
  @Conv(out = 32, kernel = 3) @BatchNorm @Relu Layer a;
  @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer b;
  @From("a") @Concat("b") @Conv(out = 32, kernel = 3) @BatchNorm @Skip(from = "a") @Relu Layer y;
  @GlobalAvgPool @Linear(out = 5) Layer logits;
}
