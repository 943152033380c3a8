package dev.skipjack.examples.networks.detection;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Pyramid;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Shared;
import dev.skipjack.examples.networks.resnet.ResNet50;

/**
 * Lin et al. 2017, "Focal loss for dense object detection", up to the maps of scores (nine anchors
 * of 91 classes) and of boxes (nine of four numbers): one head of each kind looks at all five
 * levels. Names as in torchvision's retinanet_resnet50_fpn: 34,068,119 parameters.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class RetinaNet {
  @Backbone(value = ResNet50.class, to = "layer4")
  @Name("backbone.body")
  Layer body;

  @Pyramid(taps = {"body.layer2", "body.layer3", "body.layer4"})
  @Name("backbone.fpn")
  Layer fpn;

  @From("fpn.p5")
  @Conv(out = 256, kernel = 3, stride = 2)
  @Name("backbone.fpn.extra_blocks.p6")
  Layer p6;

  @Relu
  @Conv(out = 256, kernel = 3, stride = 2)
  @Name("backbone.fpn.extra_blocks.p7")
  Layer p7;

  @From("fpn.p3")
  @Repeat(block = RetinaNetTower.class, numbered = false)
  @Conv(out = 9 * 91, kernel = 3)
  @Name({"head.classification_head.conv", "head.classification_head.cls_logits"})
  @Output
  Layer scores3;

  @From("fpn.p4")
  @Shared("scores3")
  @Output
  Layer scores4;

  @From("fpn.p5")
  @Shared("scores3")
  @Output
  Layer scores5;

  @From("p6")
  @Shared("scores3")
  @Output
  Layer scores6;

  @From("p7")
  @Shared("scores3")
  @Output
  Layer scores7;

  @From("fpn.p3")
  @Repeat(block = RetinaNetTower.class, numbered = false)
  @Conv(out = 9 * 4, kernel = 3)
  @Name({"head.regression_head.conv", "head.regression_head.bbox_reg"})
  @Output
  Layer boxes3;

  @From("fpn.p4")
  @Shared("boxes3")
  @Output
  Layer boxes4;

  @From("fpn.p5")
  @Shared("boxes3")
  @Output
  Layer boxes5;

  @From("p6")
  @Shared("boxes3")
  @Output
  Layer boxes6;

  @From("p7")
  @Shared("boxes3")
  @Output
  Layer boxes7;
}
