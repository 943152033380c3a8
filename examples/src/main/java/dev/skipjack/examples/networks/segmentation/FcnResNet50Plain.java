package dev.skipjack.examples.networks.segmentation;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Upsample;
import dev.skipjack.examples.networks.resnet.ResNet50;

/** {@link FcnResNet50} without the auxiliary head: 32,957,013 parameters. */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class FcnResNet50Plain {
  @Backbone(value = ResNet50.class, to = "layer4", outputStride = 8)
  Layer backbone;

  @Repeat(block = FcnHead.class, width = 512, out = 21)
  @Name({"classifier.0", "classifier.1", "classifier.4"})
  @Upsample(like = Skip.INPUT, mode = Upsample.Mode.BILINEAR)
  @Output
  Layer logits;
}
