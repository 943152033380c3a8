package good;

import dev.skipjack.annotations.*;

@Model(input = @Input(channels = 3, height = 224, width = 224))
class Vgg16 {
  @Conv(out = 64, kernel = 3) @Relu Layer conv1;
  @Conv(out = 64, kernel = 3) @Relu @MaxPool(kernel = 2) Layer conv2;
  @Conv(out = 128, kernel = 3) @Relu Layer conv3;
  @Conv(out = 128, kernel = 3) @Relu @MaxPool(kernel = 2) Layer conv4;
  @Conv(out = 256, kernel = 3) @Relu Layer conv5;
  @Conv(out = 256, kernel = 3) @Relu Layer conv6;
  @Conv(out = 256, kernel = 3) @Relu @MaxPool(kernel = 2) Layer conv7;
  @Conv(out = 512, kernel = 3) @Relu Layer conv8;
  @Conv(out = 512, kernel = 3) @Relu Layer conv9;
  @Conv(out = 512, kernel = 3) @Relu @MaxPool(kernel = 2) Layer conv10;
  @Conv(out = 512, kernel = 3) @Relu Layer conv11;
  @Conv(out = 512, kernel = 3) @Relu Layer conv12;
  @Conv(out = 512, kernel = 3) @Relu @MaxPool(kernel = 2) Layer conv13;
  @Flatten @Linear(out = 4096) @Relu @Dropout Layer fc6;
  @Linear(out = 4096) @Relu @Dropout Layer fc7;
  @Linear(out = 1000) Layer fc8;
}
