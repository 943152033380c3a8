package bad;

import dev.skipjack.annotations.*;

class Net {
  void train() {
  // mended:
    @Model(input = @Input(channels = 3, height = 8, width = 8)) // error
    class Local {
    // mended: static class Local {
      @Flatten @Linear(out = 10) Layer logits;
    }
  }
  // mended:
}
