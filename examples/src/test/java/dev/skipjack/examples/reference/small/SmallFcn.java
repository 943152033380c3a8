package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Upsample;

/** Transposed convolution, crop and sum; bilinear to the size of the input; an auxiliary head. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallFcn {

  @Conv(out = 6, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  @Name({"stem.0", "stem.1"})
  Layer stem;

  @Conv(out = 5, kernel = 3)
  @BatchNorm
  @Relu
  @Name({"aux.0", "aux.1"})
  Layer auxHead;

  @Conv(out = 4, kernel = 1)
  @Upsample(like = Skip.INPUT, mode = Upsample.Mode.BILINEAR)
  @Output
  @Name("aux_score")
  Layer aux;

  @From("stem")
  @Conv(out = 8, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  @Name({"deep.0", "deep.1"})
  Layer deep;

  @Conv(out = 4, kernel = 1)
  @Name("score")
  Layer score;

  @ConvTranspose(out = 4, kernel = 4, stride = 2)
  @Crop(like = "stem")
  @Name("up")
  Layer up;

  @From("stem")
  @Conv(out = 4, kernel = 1)
  @Add("up")
  @Upsample(like = Skip.INPUT, mode = Upsample.Mode.BILINEAR)
  @Output
  @Name("lateral")
  Layer out;
}
