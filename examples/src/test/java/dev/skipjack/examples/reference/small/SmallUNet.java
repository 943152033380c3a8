package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.Concat;
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
import dev.skipjack.annotations.Relu;

/** Convolutions without padding, so that the way down is cut to the size of the way up. */
@Model(input = @Input(channels = 3, height = 28, width = 28))
public class SmallUNet {
  @Conv(out = 4, kernel = 3, padding = 0)
  @Relu
  @Name("down.0")
  Layer down0;

  @Conv(out = 4, kernel = 3, padding = 0)
  @Relu
  @Name("down.2")
  Layer down;

  @MaxPool(kernel = 2)
  @Conv(out = 8, kernel = 3, padding = 0)
  @Relu
  @Name("bottom.0")
  Layer bottom0;

  @Conv(out = 8, kernel = 3, padding = 0)
  @Relu
  @Name("bottom.2")
  Layer bottom;

  @ConvTranspose(out = 4, kernel = 2, stride = 2)
  Layer up;

  @From("down")
  @Crop(like = "up")
  @Concat("up")
  @Conv(out = 4, kernel = 3, padding = 0)
  @Relu
  @Name("level.0")
  Layer level0;

  @Conv(out = 4, kernel = 3, padding = 0)
  @Relu
  @Name("level.2")
  Layer level;

  @Conv(out = 2, kernel = 1)
  @Output
  Layer logits;
}
