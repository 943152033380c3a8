package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Pad;
import dev.skipjack.annotations.Relu;

/** A wide border, pools that round up, crops with offsets, two fusions on the way up. */
@Model(input = @Input(channels = 3, height = 21, width = 21))
public class SmallFcn8s {
  @Pad(5)
  @Conv(out = 4, kernel = 3)
  @Relu
  @MaxPool(kernel = 2, ceilMode = true)
  Layer conv1;

  @Conv(out = 5, kernel = 3)
  @Relu
  @MaxPool(kernel = 2, ceilMode = true)
  Layer conv2;

  @Conv(out = 6, kernel = 3)
  @Relu
  @MaxPool(kernel = 2, ceilMode = true)
  Layer conv3;

  @Conv(out = 8, kernel = 3, padding = 0)
  @Relu
  Layer fc;

  @Conv(out = 3, kernel = 1)
  Layer score;

  @ConvTranspose(out = 3, kernel = 4, stride = 2, bias = false)
  Layer up2;

  @From("conv2")
  @Conv(out = 3, kernel = 1)
  @Crop(like = "up2", offset = 1)
  @Add("up2")
  Layer score2;

  @ConvTranspose(out = 3, kernel = 4, stride = 2, bias = false)
  Layer up1;

  @From("conv1")
  @Conv(out = 3, kernel = 1)
  @Crop(like = "up1", offset = 1)
  @Add("up1")
  Layer score1;

  @ConvTranspose(out = 3, kernel = 4, stride = 2, bias = false)
  @Crop(like = Crop.INPUT, offset = 4)
  @Name("up")
  @Output
  Layer logits;
}
