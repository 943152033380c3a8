package ${package};

import dev.skipjack.annotations.*;

/** The network: from a picture of 32×32 pixels, whatever size its file has, to a score for each class. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class Pictures {
  @Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer stem;
  @Conv(out = 32, kernel = 3, stride = 2) @BatchNorm @Relu Layer half;
  @Conv(out = 64, kernel = 3, stride = 2) @BatchNorm @Relu Layer quarter;

  /** As many outputs as data has folders. */
  @GlobalAvgPool @Linear(out = 5) Layer classes;
}
