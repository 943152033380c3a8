package bad;

import dev.skipjack.annotations.*;

@Block
@StochasticDepth // error
// mended:
class Net {
  @Residual(blocks = 2, out = 8) Layer stage;
}
