package bad;

import dev.skipjack.annotations.*;

class Forgotten {
// mended: @Block class Forgotten {
  @Relu Layer relu; // error
}
