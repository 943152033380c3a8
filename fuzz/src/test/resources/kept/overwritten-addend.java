// plan: batches 1 and 2, 2 parts, images 56x56, seed 21
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 4, height = 56, width = 56))
class Net {
  @Conv(out = 64, kernel = 3) @BatchNorm @Relu Layer stem;
  @Conv(out = 64, kernel = 3) @BatchNorm @Skip(from = "stem") @Relu @Output Layer sum;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
