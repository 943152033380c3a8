package bad;

import dev.skipjack.annotations.*;

class Forgotten {
  @Relu Layer relu; // error
}
