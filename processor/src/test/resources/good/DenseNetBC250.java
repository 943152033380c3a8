package good;

import dev.skipjack.annotations.*;

/** Huang et al. 2017, table 2: L = 250, k = 24, bottlenecks and compression. */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class DenseNetBC250 {
  @Conv(out = 48, kernel = 3) Layer stem;
  @DenseBlock(layers = 41, growth = 24) Layer dense1;
  @Transition Layer transition1;
  @DenseBlock(layers = 41, growth = 24) Layer dense2;
  @Transition Layer transition2;
  @DenseBlock(layers = 41, growth = 24) Layer dense3;
  @BatchNorm @Relu @GlobalAvgPool @Linear(out = 10) Layer logits;
}
