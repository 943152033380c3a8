package good;

import dev.skipjack.annotations.*;

@Block
class BasicBlock {
  @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE) @BatchNorm @Relu Layer conv1;
  @Conv(out = Param.OUT, kernel = 3) @BatchNorm Layer conv2;
  @Skip(from = Skip.INPUT) @Relu Layer sum;
}

@Model(input = @Input(channels = 3, height = 224, width = 224))
class ResNet18OfBlocks {
  @Conv(out = 64, kernel = 7, stride = 2) @BatchNorm @Relu @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
  @Repeat(block = BasicBlock.class, times = 2, out = 64) Layer stage1;
  @Repeat(block = BasicBlock.class, times = 2, out = 128, stride = 2) Layer stage2;
  @Repeat(block = BasicBlock.class, times = 2, out = 256, stride = 2) Layer stage3;
  @Repeat(block = BasicBlock.class, times = 2, out = 512, stride = 2) Layer stage4;
  @GlobalAvgPool @Flatten @Linear(out = 1000) Layer logits;
}
