package good;

import dev.skipjack.annotations.*;

/** Outputs that later layers read, normalise, rectify, concatenate and flatten; one is frozen. */
@Model(input = @Input(channels = 3, height = 8, width = 8))
public class Outputs {
  @Output @Freeze @Conv(out = 4, kernel = 3) Layer frozen;
  @Output @Conv(out = 4, kernel = 3) Layer stem;
  @BatchNorm @Relu @Output Layer norm;
  @Output @DenseBlock(layers = 2, growth = 2) Layer dense;
  @Output @Conv(out = 3, kernel = 1) Layer left;
  @From("dense") @Conv(out = 3, kernel = 1) Layer right;
  @Output @Concat("left") Layer joined;
  @Relu @Output Layer positive;
  @From("joined") @MaxPool(kernel = 2) @Conv(out = 6, kernel = 1) @BatchNorm @Skip(from = "positive", shortcut = Shortcut.CONV) @Tanh Layer bounded;
  @Output @Flatten Layer flat;
  @Dropout @Linear(out = 5) Layer logits;
}
