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
 * Long et al. 2015: the scores of {@link Fcn16s} and those of the third pool: 134,362,751 learned
 * parameters and 127,008 of interpolation, which stay as they are.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class Fcn8s {
  @Backbone(value = Fcn16s.class, to = "fuse4")
  Layer fcn16s;

  @ConvTranspose(out = 21, kernel = 4, stride = 2, bias = false)
  @Init(Init.Scheme.BILINEAR)
  @Freeze
  Layer up4;

  @From("fcn16s.fcn32s.vgg.stage3")
  @Conv(out = 21, kernel = 1)
  @Init(Init.Scheme.ZERO)
  @Crop(like = "up4", offset = 9)
  @Add("up4")
  Layer fuse3;

  @ConvTranspose(out = 21, kernel = 16, stride = 8, bias = false)
  @Init(Init.Scheme.BILINEAR)
  @Freeze
  @Crop(like = Crop.INPUT, offset = 31)
  @Output
  Layer logits;
}
