package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Repeat;

/**
 * Jégou et al. 2017: a U-Net of dense blocks, of which the way up hands on only what is new; 11
 * classes of CamVid: 9,322,091 parameters.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class FcDenseNet103 {
  private static final int GROWTH = 16;

  @Conv(out = 48, kernel = 3, bias = true)
  @Repeat(block = FcDenseBlock.class, layers = 4, growth = GROWTH)
  Layer dense1;

  @Repeat(block = FcDenseDown.class, layers = 5, growth = GROWTH)
  Layer dense2;

  @Repeat(block = FcDenseDown.class, layers = 7, growth = GROWTH)
  Layer dense3;

  @Repeat(block = FcDenseDown.class, layers = 10, growth = GROWTH)
  Layer dense4;

  @Repeat(block = FcDenseDown.class, layers = 12, growth = GROWTH)
  Layer dense5;

  @Repeat(block = FcTransitionDown.class)
  Layer down5;

  @Repeat(block = FcDenseNewMaps.class, layers = 15, growth = GROWTH)
  Layer bottom;

  @ConvTranspose(out = 15 * GROWTH, kernel = 3, stride = 2)
  @Crop(like = "dense5")
  @Concat("dense5")
  @Repeat(block = FcDenseNewMaps.class, layers = 12, growth = GROWTH)
  Layer level5;

  @ConvTranspose(out = 12 * GROWTH, kernel = 3, stride = 2)
  @Crop(like = "dense4")
  @Concat("dense4")
  @Repeat(block = FcDenseNewMaps.class, layers = 10, growth = GROWTH)
  Layer level4;

  @ConvTranspose(out = 10 * GROWTH, kernel = 3, stride = 2)
  @Crop(like = "dense3")
  @Concat("dense3")
  @Repeat(block = FcDenseNewMaps.class, layers = 7, growth = GROWTH)
  Layer level3;

  @ConvTranspose(out = 7 * GROWTH, kernel = 3, stride = 2)
  @Crop(like = "dense2")
  @Concat("dense2")
  @Repeat(block = FcDenseNewMaps.class, layers = 5, growth = GROWTH)
  Layer level2;

  @ConvTranspose(out = 5 * GROWTH, kernel = 3, stride = 2)
  @Crop(like = "dense1")
  @Concat("dense1")
  @Repeat(block = FcDenseBlock.class, layers = 4, growth = GROWTH)
  Layer level1;

  @Conv(out = 11, kernel = 1)
  @Output
  Layer logits;
}
