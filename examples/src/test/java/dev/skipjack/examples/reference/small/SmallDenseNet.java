package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Transition;

/** Two dense blocks with bottlenecks and what lies around them in torchvision. */
@Model(input = @Input(channels = 3, height = 24, width = 24))
public class SmallDenseNet {

  @Conv(out = 6, kernel = 7, stride = 2)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  @Name({"features.conv0", "features.norm0"})
  Layer stem;

  @DenseBlock(layers = 2, growth = 4, bottleneck = 2)
  @Name("features.denseblock1")
  Layer dense1;

  @Transition
  @Name("features.transition1")
  Layer down1;

  @DenseBlock(layers = 2, growth = 4, bottleneck = 2)
  @Name("features.denseblock2")
  Layer dense2;

  @BatchNorm
  @Relu
  @GlobalAvgPool
  @Name("features.norm5")
  Layer features;

  @Linear(out = 5)
  @Name("classifier")
  Layer logits;
}
