package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Pyramid;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;

/** Stages of 10, 5 and 3 pixels, so that the pyramid's sizes are no multiples of each other. */
@Model(input = @Input(channels = 3, height = 20, width = 20))
public class SmallFpn {

  @Conv(out = 4, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  @Name({"body.conv1", "body.bn1"})
  Layer stem;

  @Residual(blocks = 1, out = 4)
  @Name("body.layer1")
  Layer layer1;

  @Residual(blocks = 1, out = 6, stride = 2)
  @Name("body.layer2")
  Layer layer2;

  @Residual(blocks = 1, out = 6, stride = 2)
  @Name("body.layer3")
  Layer layer3;

  @Pyramid(
      taps = {"layer1", "layer2", "layer3"},
      out = 4,
      extra = Pyramid.Extra.MAX_POOL)
  @Name("fpn")
  @Output
  Layer p;
}
