package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 4, kernel = 3) Layer fine;
  @Conv(out = 8, kernel = 3, stride = 3) Layer coarse;
  // mended: @Conv(out = 8, kernel = 3, stride = 2) Layer coarse;
  @Output @Pyramid(taps = {"fine", "coarse"}, out = 4) Layer neck; // error
}
