// plan: batches 8 and 8, 1 parts, images 44x44, seed 24
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 44, width = 44))
class Net {
  @Conv(out = 8, kernel = 3) @BatchNorm @Relu @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
  @Conv(out = 16, kernel = 4, stride = 4, padding = 0) @BatchNorm @Relu Layer patches;
  @MaxPool(kernel = 2, ceilMode = true) @GlobalAvgPool @Linear(out = 5) Layer logits;
}
