package dev.skipjack.examples.reference.small;

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

/** Plain dense blocks with biases; on the way up only what is new, cropped before the skip. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallFcDenseNet {
  @Conv(out = 6, kernel = 3, bias = true)
  Layer stem;

  @DenseBlock(layers = 2, growth = 4, bottleneck = 0, bias = true)
  Layer dense1;

  @Transition(compression = 1, pool = Transition.Pool.MAX, bias = true)
  Layer down1;

  @DenseBlock(layers = 2, growth = 4, bottleneck = 0, bias = true, newOnly = true)
  Layer bottom;

  @ConvTranspose(out = 8, kernel = 3, stride = 2)
  @Crop(like = "dense1")
  @Concat("dense1")
  Layer up1;

  @DenseBlock(layers = 2, growth = 4, bottleneck = 0, bias = true)
  Layer level1;

  @Conv(out = 3, kernel = 1)
  @Output
  Layer logits;
}
