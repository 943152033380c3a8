package good;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 224, width = 224))
class ResNet50 {
  @Conv(out = 64, kernel = 7, stride = 2) @BatchNorm @Relu @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
  @Residual(blocks = 3, out = 64, kind = Residual.Kind.BOTTLENECK) Layer layer1;
  @Residual(blocks = 4, out = 128, stride = 2, kind = Residual.Kind.BOTTLENECK) Layer layer2;
  @Residual(blocks = 6, out = 256, stride = 2, kind = Residual.Kind.BOTTLENECK) Layer layer3;
  @Residual(blocks = 3, out = 512, stride = 2, kind = Residual.Kind.BOTTLENECK) Layer layer4;
  @GlobalAvgPool @Flatten @Linear(out = 1000) Layer fc;
}
