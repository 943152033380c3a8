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
import dev.skipjack.annotations.SqueezeExcite;
import dev.skipjack.annotations.Transition;
import dev.skipjack.examples.networks.ImageNetStem;

/**
 * DenseNet-121 whose channels are weighed (Hu et al. 2018) behind each block, before they are
 * compressed or pooled: our own design.
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class SeDenseNet121 {
  @Repeat(block = ImageNetStem.class, out = 64)
  @Name({"features.conv0", "features.norm0"})
  Layer stem;

  @DenseBlock(layers = 6, growth = 32)
  @SqueezeExcite
  @Name({"features.denseblock1", "features.se1"})
  Layer dense1;

  @Transition(compression = 0.5)
  @Name("features.transition1")
  Layer down1;

  @DenseBlock(layers = 12, growth = 32)
  @SqueezeExcite
  @Name({"features.denseblock2", "features.se2"})
  Layer dense2;

  @Transition(compression = 0.5)
  @Name("features.transition2")
  Layer down2;

  @DenseBlock(layers = 24, growth = 32)
  @SqueezeExcite
  @Name({"features.denseblock3", "features.se3"})
  Layer dense3;

  @Transition(compression = 0.5)
  @Name("features.transition3")
  Layer down3;

  @DenseBlock(layers = 16, growth = 32)
  @SqueezeExcite
  @Name({"features.denseblock4", "features.se4"})
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
