// plan: batches 8 and 2, 1 parts, images 19x22, seed -9123781199999876532
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 5, height = 19, width = 22))
@StochasticDepth(lastSurvival = 0.2, mode = StochasticDepth.Mode.BATCH)
class Net {
  @ConvTranspose(out = 24, kernel = 1, stride = 2) @Relu Layer f0;
  @From(value = "f0") @Upsample(like = "f0") @Skip(from = "f0", shortcut = Shortcut.CONV) Layer f6;
  @Dropout(value = 0.75) @GlobalAvgPool @Linear(out = 3) Layer f7;
}
