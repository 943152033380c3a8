package photos;

import dev.skipjack.annotations.*;
import dev.skipjack.app.SkipjackApp;

@Model(input = @Input(channels = 3, height = 32, width = 32))
public class Photos {
  @Conv(out = 32, kernel = 3) @BatchNorm @Relu Layer stem;
  @Conv(out = 64, kernel = 3, stride = 2) @BatchNorm @Relu Layer half;
  @Conv(out = 128, kernel = 3, stride = 2) @BatchNorm @Relu Layer quarter;
  @GlobalAvgPool @Linear(out = 10) Layer classes;

  public static void main(String[] arguments) {
    SkipjackApp.main(Photos.class, arguments);
  }
}
