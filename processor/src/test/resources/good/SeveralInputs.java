package good;

import dev.skipjack.annotations.*;

/** Two images through one tower, and a table, by which the loss is differentiated too. */
@Model(input = @Input(channels = 3, height = 8, width = 8))
public class SeveralInputs {
  @Conv(out = 16, kernel = 3) @BatchNorm @Relu @GlobalAvgPool @Flatten Layer left;
  @Input(channels = 3, height = 8, width = 8) Layer other;
  @Shared("left") Layer right;
  @Input(features = 5, gradient = true) Layer table;
  @Linear(out = 6) @Relu Layer known;
  @Concat({"left", "right"}) @Linear(out = 4) Layer logits;
}
