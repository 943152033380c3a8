package bad;

import dev.skipjack.annotations.*;
import dev.skipjack.runtime.custom.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
public class Net {
  @Conv(out = 8, kernel = 3) @Custom(Own.class) Layer own; // error
  // mended: @Conv(out = 8, kernel = 3) @Custom(Right.class) Layer own;
  @GlobalAvgPool @Linear(out = 10) Layer logits;

  @Weight(name = "beta", shape = {Weight.IN, 0})
  public static class Own implements CustomLayer {
    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {}

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {}
  }

  @Weight(name = "beta", shape = Weight.IN)
  public static class Right extends Own {}
}
