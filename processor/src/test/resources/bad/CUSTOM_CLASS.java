package bad;

import dev.skipjack.annotations.*;
import dev.skipjack.runtime.custom.*;

@Model(input = @Input(channels = 3, height = 8, width = 8))
public class Net {
  @Conv(out = 8, kernel = 3) @Custom(Half.class) Layer half; // error
  // mended: @Conv(out = 8, kernel = 3) @Custom(Whole.class) Layer half;
  @GlobalAvgPool @Linear(out = 10) Layer logits;

  public abstract static class Half implements CustomLayer {}

  public static class Whole extends Half {
    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {}

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {}
  }
}
