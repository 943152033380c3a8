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
import dev.skipjack.annotations.Repeat;

/** Convolutions without padding, so that the way down is cut to the size of the way up. */
@Model(input = @Input(channels = 3, height = 28, width = 28))
public class SmallUNet {
  @Repeat(block = SmallUNetConvolutions.class, out = 4)
  @Name({"down.0", "down.2"})
  Layer down;

  @MaxPool(kernel = 2)
  @Repeat(block = SmallUNetConvolutions.class, out = 8)
  @Name({"bottom.0", "bottom.2"})
  Layer bottom;

  @ConvTranspose(out = 4, kernel = 2, stride = 2)
  Layer up;

  @From("down")
  @Crop(like = "up")
  @Concat("up")
  @Repeat(block = SmallUNetConvolutions.class, out = 4)
  @Name({"level.0", "level.2"})
  Layer level;

  @Conv(out = 2, kernel = 1)
  @Output
  Layer logits;
}
