package dev.skipjack.examples.networks;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Transition;

/**
 * Jégou et al. 2017: a U-Net of dense blocks, of which the way up hands on only what is new; 11
 * classes of CamVid: 1,376,795 parameters.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class FcDenseNet56 {
  @Conv(out = 48, kernel = 3, bias = true)
  Layer stem;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true)
  Layer dense1;

  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true)
  Layer down1;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true)
  Layer dense2;

  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true)
  Layer down2;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true)
  Layer dense3;

  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true)
  Layer down3;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true)
  Layer dense4;

  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true)
  Layer down4;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true)
  Layer dense5;

  @Transition(compression = 1, pool = Transition.Pool.MAX, dropout = 0.2, bias = true)
  Layer down5;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true)
  Layer bottom;

  @ConvTranspose(out = 4 * 12, kernel = 3, stride = 2)
  @Crop(like = "dense5")
  @Concat("dense5")
  Layer up5;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true)
  Layer level5;

  @ConvTranspose(out = 4 * 12, kernel = 3, stride = 2)
  @Crop(like = "dense4")
  @Concat("dense4")
  Layer up4;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true)
  Layer level4;

  @ConvTranspose(out = 4 * 12, kernel = 3, stride = 2)
  @Crop(like = "dense3")
  @Concat("dense3")
  Layer up3;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true)
  Layer level3;

  @ConvTranspose(out = 4 * 12, kernel = 3, stride = 2)
  @Crop(like = "dense2")
  @Concat("dense2")
  Layer up2;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true, newOnly = true)
  Layer level2;

  @ConvTranspose(out = 4 * 12, kernel = 3, stride = 2)
  @Crop(like = "dense1")
  @Concat("dense1")
  Layer up1;

  @DenseBlock(layers = 4, growth = 12, bottleneck = 0, dropout = 0.2, bias = true)
  Layer level1;

  @Conv(out = 11, kernel = 1)
  @Output
  Layer logits;
}
