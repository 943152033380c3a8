package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;

/**
 * A small U-Net (Ronneberger et al. 2015, with batch norm and padding, one convolution where the
 * paper has two) that tells land from water, for images of any size.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class LandWaterUNet {
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  Layer whole;

  @MaxPool(kernel = 2)
  @Conv(out = 32, kernel = 3)
  @BatchNorm
  @Relu
  Layer half;

  @MaxPool(kernel = 2)
  @Conv(out = 64, kernel = 3)
  @BatchNorm
  @Relu
  Layer quarter;

  @MaxPool(kernel = 2)
  @Conv(out = 96, kernel = 3)
  @BatchNorm
  @Relu
  Layer eighth;

  @ConvTranspose(out = 64, kernel = 2, stride = 2)
  @Concat("quarter")
  @Conv(out = 64, kernel = 3)
  @BatchNorm
  @Relu
  Layer upQuarter;

  @ConvTranspose(out = 32, kernel = 2, stride = 2)
  @Concat("half")
  @Conv(out = 32, kernel = 3)
  @BatchNorm
  @Relu
  Layer upHalf;

  @ConvTranspose(out = 16, kernel = 2, stride = 2)
  @Concat("whole")
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  Layer upWhole;

  @Output
  @Conv(out = 2, kernel = 1)
  Layer logits;
}
