// plan: batches 2 and 3, 1 parts, images 16x16, seed 22
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 4, height = 16, width = 16))
class Net {
  @Conv(out = 4, kernel = 3) Layer x;
  @From("x") @Conv(out = 8, kernel = 3) Layer c;
  @From("input") @Conv(out = 4, kernel = 3) Layer y;
  @From("x") @Concat("y") @Add("c") Layer v;
  @GlobalAvgPool @Linear(out = 10) Layer logits;
}
