package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Conv(out = 4, kernel = 3) Layer fine;
  @Conv(out = 8, kernel = 3, stride = 2) Layer coarse;
  @Flatten Layer flat;
  // mended: @MaxPool(kernel = 2) Layer coarsest;
  @Output @Pyramid(taps = {"fine", "coarse", "flat"}, out = 4) Layer neck; // error
  // mended: @Output @Pyramid(taps = {"fine", "coarse", "coarsest"}, out = 4) Layer neck;
}
