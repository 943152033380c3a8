package bad;

import dev.skipjack.annotations.*;
import dev.skipjack.runtime.custom.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
public class Net {
  @Conv(out = 8, kernel = 3) @Custom(value = Own.class, height = 4) Layer own; // error
  // mended: @Conv(out = 8, kernel = 3) @Custom(value = Own.class, height = 4, width = 4) Layer own;
  // or: @Conv(out = 8, kernel = 3) @Custom(Own.class) Layer own;
  @GlobalAvgPool @Linear(out = 10) Layer logits;

  public static class Own implements CustomLayer {
    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {}

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {}
  }
}
