package good;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 224, width = 224))
class DenseNet121 {
  @Conv(out = 64, kernel = 7, stride = 2) @BatchNorm @Relu @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
  @DenseBlock(layers = 6, growth = 32) Layer dense1;
  @Transition Layer down1;
  @DenseBlock(layers = 12, growth = 32) Layer dense2;
  @Transition Layer down2;
  @DenseBlock(layers = 24, growth = 32) Layer dense3;
  @Transition Layer down3;
  @DenseBlock(layers = 16, growth = 32) Layer dense4;
  @BatchNorm @Relu @GlobalAvgPool @Flatten @Linear(out = 1000) Layer logits;
}
