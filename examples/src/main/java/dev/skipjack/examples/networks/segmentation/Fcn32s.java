package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.Freeze;
import dev.skipjack.annotations.Init;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Pad;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.examples.networks.vgg.Vgg16;

/**
 * Long et al. 2015: VGG-16 with 21 scores for every pixel of an image of any size. The first
 * convolution pads 100 pixels, so that every window of fc6 has something to see. The transposed
 * convolution stays the bilinear interpolation it starts as, as in the authors' release:
 * 134,346,581 learned parameters and 1,806,336 of interpolation.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class Fcn32s {
  @Pad(99)
  Layer pad;

  @Backbone(value = Vgg16.class, to = "stage5")
  Layer vgg;

  @Repeat(block = FcnClassifier.class)
  Layer score;

  @ConvTranspose(out = 21, kernel = 64, stride = 32, bias = false)
  @Init(Init.Scheme.BILINEAR)
  @Freeze
  @Crop(like = Crop.INPUT, offset = 19)
  @Output
  Layer logits;
}
