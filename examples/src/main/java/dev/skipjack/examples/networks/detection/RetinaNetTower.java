package dev.skipjack.examples.networks.detection;

import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;

/** What both heads of {@link RetinaNet} begin with. */
@Block
class RetinaNetTower {
  @Conv(out = 256, kernel = 3)
  @Relu
  @Name("0.0")
  Layer conv0;

  @Conv(out = 256, kernel = 3)
  @Relu
  @Name("1.0")
  Layer conv1;

  @Conv(out = 256, kernel = 3)
  @Relu
  @Name("2.0")
  Layer conv2;

  @Conv(out = 256, kernel = 3)
  @Relu
  @Name("3.0")
  Layer conv3;
}
