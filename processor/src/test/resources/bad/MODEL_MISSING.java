package bad;

import dev.skipjack.annotations.*;

@Block
@StochasticDepth // error
class Net {
  @Residual(blocks = 2, out = 8) Layer stage;
}
