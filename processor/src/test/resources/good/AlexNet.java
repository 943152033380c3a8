package good;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 224, width = 224))
class AlexNet {
  @Conv(out = 64, kernel = 11, stride = 4, padding = 2) @Relu @MaxPool(kernel = 3, stride = 2) Layer conv1;
  @Conv(out = 192, kernel = 5) @Relu @MaxPool(kernel = 3, stride = 2) Layer conv2;
  @Conv(out = 384, kernel = 3) @Relu Layer conv3;
  @Conv(out = 256, kernel = 3) @Relu Layer conv4;
  @Conv(out = 256, kernel = 3) @Relu @MaxPool(kernel = 3, stride = 2) Layer conv5;
  @AdaptiveAvgPool(6) @Flatten @Dropout @Linear(out = 4096) @Relu Layer fc6;
  @Dropout @Linear(out = 4096) @Relu Layer fc7;
  @Linear(out = 1000) Layer logits;
}
