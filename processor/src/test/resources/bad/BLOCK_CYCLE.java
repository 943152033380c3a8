package bad;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
class Net {
  @Repeat(block = Snake.class) Layer stage;
  @Flatten @Linear(out = 10) Layer logits;
}

@Block
class Snake { // error
  @Relu Layer relu;
  @Repeat(block = Snake.class) Layer tail;
  // mended: @Relu Layer tail;
}
