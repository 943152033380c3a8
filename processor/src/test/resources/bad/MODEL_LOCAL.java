package bad;

import dev.skipjack.annotations.*;

class Net {
  void train() {
    @Model(input = @Input(channels = 3, height = 8, width = 8)) // error
    class Local {
      @Flatten @Linear(out = 10) Layer logits;
    }
  }
}
