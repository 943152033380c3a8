package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Upsample;
import dev.skipjack.examples.networks.resnet.ResNet50;

/**
 * torchvision's fcn_resnet50: {@link ResNet50} whose last two stages are dilated instead of
 * strided, 21 scores for every pixel, and an auxiliary head for training: 35,322,218 parameters.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class FcnResNet50 {
  @Backbone(value = ResNet50.class, to = "layer4", outputStride = 8)
  Layer backbone;

  @From("backbone.layer3")
  @Repeat(block = FcnHead.class, width = 256, out = 21)
  @Name({"aux_classifier.0", "aux_classifier.1", "aux_classifier.4"})
  @Upsample(like = Skip.INPUT, mode = Upsample.Mode.BILINEAR)
  @Output
  Layer aux;

  @From("backbone")
  @Repeat(block = FcnHead.class, width = 512, out = 21)
  @Name({"classifier.0", "classifier.1", "classifier.4"})
  @Upsample(like = Skip.INPUT, mode = Upsample.Mode.BILINEAR)
  @Output
  Layer logits;
}
