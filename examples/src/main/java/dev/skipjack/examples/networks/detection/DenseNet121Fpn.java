package dev.skipjack.examples.networks.detection;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Pyramid;
import dev.skipjack.examples.networks.densenet.DenseNet121;

/**
 * Lin et al. 2017 on the dense blocks of {@link DenseNet121}: P2 to P6. The pyramid has 3,082,240
 * parameters.
 */
@Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
public class DenseNet121Fpn {
  @Backbone(value = DenseNet121.class, to = "dense4")
  @Name("body")
  Layer body;

  @Pyramid(
      taps = {"body.dense1", "body.dense2", "body.dense3", "body.dense4"},
      out = 256,
      extra = Pyramid.Extra.MAX_POOL)
  @Name("fpn")
  @Output
  Layer p;
}
