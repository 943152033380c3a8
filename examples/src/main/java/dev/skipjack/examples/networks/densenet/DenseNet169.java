package dev.skipjack.examples.networks.densenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Transition;
import dev.skipjack.examples.networks.ImageNetStem;

/** Huang et al. 2017, table 1: 14,149,480 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class DenseNet169 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"features.conv0", "features.norm0"})
  Layer stem;

  @DenseBlock(layers = 6, growth = 32)
  @Name("features.denseblock1")
  Layer dense1;

  @Transition(compression = 0.5)
  @Name("features.transition1")
  Layer down1;

  @DenseBlock(layers = 12, growth = 32)
  @Name("features.denseblock2")
  Layer dense2;

  @Transition(compression = 0.5)
  @Name("features.transition2")
  Layer down2;

  @DenseBlock(layers = 32, growth = 32)
  @Name("features.denseblock3")
  Layer dense3;

  @Transition(compression = 0.5)
  @Name("features.transition3")
  Layer down3;

  @DenseBlock(layers = 32, growth = 32)
  @Name("features.denseblock4")
  Layer dense4;

  @BatchNorm
  @Relu
  @GlobalAvgPool
  @Name("features.norm5")
  Layer features;

  @Linear(out = 1000)
  @Name("classifier")
  Layer logits;
}
