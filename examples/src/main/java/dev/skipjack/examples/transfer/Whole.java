package dev.skipjack.examples.transfer;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.examples.networks.resnet.ResNet18;

/** {@link Head} where everything learns. */
@Model(input = @Input(channels = 3, height = 64, width = 64))
public class Whole {
  @Backbone(value = ResNet18.class, to = "layer4")
  @Name("body")
  Layer body;

  @GlobalAvgPool
  @Linear(out = 10)
  @Name("fc")
  Layer logits;
}
