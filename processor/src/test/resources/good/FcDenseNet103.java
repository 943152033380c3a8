package good;

import dev.skipjack.annotations.*;

/** Jégou et al. 2017, as released; the mean of the class maps stands for them. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
class FcDenseNet103 {
  @Conv(out = 48, kernel = 3, bias = true) Layer stem;
  @DenseBlock(layers = 4, growth = 16, bottleneck = 0, dropout = 0.2, bias = true) Layer dense1;
  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true) Layer down1;
  @DenseBlock(layers = 5, growth = 16, bottleneck = 0, dropout = 0.2, bias = true) Layer dense2;
  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true) Layer down2;
  @DenseBlock(layers = 7, growth = 16, bottleneck = 0, dropout = 0.2, bias = true) Layer dense3;
  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true) Layer down3;
  @DenseBlock(layers = 10, growth = 16, bottleneck = 0, dropout = 0.2, bias = true) Layer dense4;
  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true) Layer down4;
  @DenseBlock(layers = 12, growth = 16, bottleneck = 0, dropout = 0.2, bias = true) Layer dense5;
  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true) Layer down5;
  @DenseBlock(layers = 15, growth = 16, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true) Layer middle;
  @ConvTranspose(out = 240, kernel = 3, stride = 2) @Crop(like = "dense5") @Concat("dense5") Layer up5;
  @DenseBlock(layers = 12, growth = 16, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true) Layer grown5;
  @ConvTranspose(out = 192, kernel = 3, stride = 2) @Crop(like = "dense4") @Concat("dense4") Layer up4;
  @DenseBlock(layers = 10, growth = 16, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true) Layer grown4;
  @ConvTranspose(out = 160, kernel = 3, stride = 2) @Crop(like = "dense3") @Concat("dense3") Layer up3;
  @DenseBlock(layers = 7, growth = 16, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true) Layer grown3;
  @ConvTranspose(out = 112, kernel = 3, stride = 2) @Crop(like = "dense2") @Concat("dense2") Layer up2;
  @DenseBlock(layers = 5, growth = 16, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true) Layer grown2;
  @ConvTranspose(out = 80, kernel = 3, stride = 2) @Crop(like = "dense1") @Concat("dense1") Layer up1;
  @DenseBlock(layers = 4, growth = 16, bottleneck = 0, dropout = 0.2, bias = true) Layer grown1;
  @Conv(out = 11, kernel = 1) Layer classes;
  @GlobalAvgPool @Flatten Layer logits;
}
