package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Repeat;

/**
 * {@link UNet} with padded convolutions, as most use it today: scores for every pixel of an image
 * of any size.
 */
@Model(input = @Input(channels = 1, height = Input.ANY, width = Input.ANY))
public class PaddedUNet {
  @Repeat(block = PaddedUNetConvolutions.class, out = 64)
  Layer down1;

  @MaxPool(kernel = 2)
  @Repeat(block = PaddedUNetConvolutions.class, out = 128)
  Layer down2;

  @MaxPool(kernel = 2)
  @Repeat(block = PaddedUNetConvolutions.class, out = 256)
  Layer down3;

  @MaxPool(kernel = 2)
  @Repeat(block = PaddedUNetConvolutions.class, out = 512)
  Layer down4;

  @MaxPool(kernel = 2)
  @Repeat(block = PaddedUNetConvolutions.class, out = 1024)
  Layer bottom;

  @ConvTranspose(out = 512, kernel = 2, stride = 2)
  Layer up4;

  @From("down4")
  @Concat("up4")
  @Repeat(block = PaddedUNetConvolutions.class, out = 512)
  Layer level4;

  @ConvTranspose(out = 256, kernel = 2, stride = 2)
  Layer up3;

  @From("down3")
  @Concat("up3")
  @Repeat(block = PaddedUNetConvolutions.class, out = 256)
  Layer level3;

  @ConvTranspose(out = 128, kernel = 2, stride = 2)
  Layer up2;

  @From("down2")
  @Concat("up2")
  @Repeat(block = PaddedUNetConvolutions.class, out = 128)
  Layer level2;

  @ConvTranspose(out = 64, kernel = 2, stride = 2)
  Layer up1;

  @From("down1")
  @Concat("up1")
  @Repeat(block = PaddedUNetConvolutions.class, out = 64)
  Layer level1;

  @Conv(out = 2, kernel = 1)
  @Output
  Layer logits;
}
