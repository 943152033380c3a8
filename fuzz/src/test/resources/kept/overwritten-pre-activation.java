// plan: batches 1 and 2, 2 threads, images 40x44, seed 23
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 40, width = 44))
class Net {
  @Conv(out = 32, kernel = 3, bias = true) Layer x;
  @BatchNorm @Relu @Conv(out = 32, kernel = 3) Layer part;
  @BatchNorm @Skip(from = "x") @Relu Layer y;
  @GlobalAvgPool @Linear(out = 5) Layer logits;
}
