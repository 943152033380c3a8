package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.Freeze;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Init;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;

/**
 * Long et al. 2015: the scores of {@link Fcn32s} and those of the fourth pool: 134,357,354 learned
 * parameters and 458,640 of interpolation, which stay as they are.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class Fcn16s {
  @Backbone(value = Fcn32s.class, to = "score")
  Layer fcn32s;

  @ConvTranspose(out = 21, kernel = 4, stride = 2, bias = false)
  @Init(Init.Scheme.BILINEAR)
  @Freeze
  Layer up2;

  @From("fcn32s.vgg.stage4")
  @Conv(out = 21, kernel = 1)
  @Init(Init.Scheme.ZERO)
  @Crop(like = "up2", offset = 5)
  @Add("up2")
  Layer fuse4;

  @ConvTranspose(out = 21, kernel = 32, stride = 16, bias = false)
  @Init(Init.Scheme.BILINEAR)
  @Freeze
  @Crop(like = Crop.INPUT, offset = 27)
  @Output
  Layer logits;
}
