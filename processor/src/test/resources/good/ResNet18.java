package good;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 224, width = 224))
class ResNet18 {
  @Conv(out = 64, kernel = 7, stride = 2) @BatchNorm @Relu @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
  @Residual(blocks = 2, out = 64) Layer layer1;
  @Residual(blocks = 2, out = 128, stride = 2) Layer layer2;
  @Residual(blocks = 2, out = 256, stride = 2) Layer layer3;
  @Residual(blocks = 2, out = 512, stride = 2) Layer layer4;
  @GlobalAvgPool @Flatten @Linear(out = 1000) Layer fc;
}
