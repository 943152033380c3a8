package dev.skipjack.examples.networks.detection;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Pyramid;
import dev.skipjack.examples.networks.resnet.ResNet50;

/**
 * Lin et al. 2017: maps of one width at five sizes, P2 to P6, from the stages of {@link ResNet50};
 * names as in torchvision's resnet_fpn_backbone. The pyramid has 3,344,384 parameters. It is the
 * backbone of torchvision's Faster R-CNN and Mask R-CNN (He et al. 2017), whose heads are not here.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class ResNet50Fpn {
  @Backbone(value = ResNet50.class, to = "layer4")
  @Name("body")
  Layer body;

  @Pyramid(
      taps = {"body.layer1", "body.layer2", "body.layer3", "body.layer4"},
      out = 256,
      extra = Pyramid.Extra.MAX_POOL)
  @Name("fpn")
  @Output
  Layer p;
}
