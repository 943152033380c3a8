package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Repeat;

/**
 * Ronneberger et al. 2015, figure 1: 572x572 grey pixels become two scores for each of the 388x388
 * in the middle: 31,030,658 parameters.
 */
@Model(input = @Input(channels = 1, height = 572, width = 572))
public class UNet {
  @Repeat(block = UNetConvolutions.class, out = 64)
  Layer down1;

  @MaxPool(kernel = 2)
  @Repeat(block = UNetConvolutions.class, out = 128)
  Layer down2;

  @MaxPool(kernel = 2)
  @Repeat(block = UNetConvolutions.class, out = 256)
  Layer down3;

  @MaxPool(kernel = 2)
  @Repeat(block = UNetConvolutions.class, out = 512)
  Layer down4;

  @MaxPool(kernel = 2)
  @Repeat(block = UNetConvolutions.class, out = 1024)
  Layer bottom;

  @ConvTranspose(out = 512, kernel = 2, stride = 2)
  Layer up4;

  @From("down4")
  @Crop(like = "up4")
  @Concat("up4")
  @Repeat(block = UNetConvolutions.class, out = 512)
  Layer level4;

  @ConvTranspose(out = 256, kernel = 2, stride = 2)
  Layer up3;

  @From("down3")
  @Crop(like = "up3")
  @Concat("up3")
  @Repeat(block = UNetConvolutions.class, out = 256)
  Layer level3;

  @ConvTranspose(out = 128, kernel = 2, stride = 2)
  Layer up2;

  @From("down2")
  @Crop(like = "up2")
  @Concat("up2")
  @Repeat(block = UNetConvolutions.class, out = 128)
  Layer level2;

  @ConvTranspose(out = 64, kernel = 2, stride = 2)
  Layer up1;

  @From("down1")
  @Crop(like = "up1")
  @Concat("up1")
  @Repeat(block = UNetConvolutions.class, out = 64)
  Layer level1;

  @Conv(out = 2, kernel = 1)
  @Output
  Layer logits;
}
