package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/** Configuration B of Simonyan and Zisserman 2015: 133,047,848 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg13 {
  @Repeat(block = VggConvolution.class, times = 2, out = 64)
  @Name({"features.0", "features.2"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage1;

  @Repeat(block = VggConvolution.class, times = 2, out = 128)
  @Name({"features.5", "features.7"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage2;

  @Repeat(block = VggConvolution.class, times = 2, out = 256)
  @Name({"features.10", "features.12"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage3;

  @Repeat(block = VggConvolution.class, times = 2, out = 512)
  @Name({"features.15", "features.17"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage4;

  @Repeat(block = VggConvolution.class, times = 2, out = 512)
  @Name({"features.20", "features.22"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage5;

  @Repeat(block = VggClassifier.class)
  @Name({"classifier.0", "classifier.3", "classifier.6"})
  Layer logits;
}
