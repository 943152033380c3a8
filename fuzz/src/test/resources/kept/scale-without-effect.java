// plan: batches 6 and 5, 1 parts, images 32x48, seed -4512404859804431238
import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 1, height = Input.ANY, width = Input.ANY))
class Net {
  @Conv(out = 1, kernel = 1) @BatchNorm @Concat(value = {"input"}) @LeakyRelu(value = 0) @Output Layer f0;
  @AdaptiveAvgPool(value = 4) @GlobalAvgPool @Linear(out = 64) Layer f1;
}
