package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/** Configuration B of Simonyan and Zisserman 2015, with batch norm: 133,053,736 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg13Bn {
  @Repeat(block = VggBnConvolution.class, times = 2, out = 64)
  @Name({"features.0", "features.1", "features.3", "features.4"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage1;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 128)
  @Name({"features.7", "features.8", "features.10", "features.11"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage2;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 256)
  @Name({"features.14", "features.15", "features.17", "features.18"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage3;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.21", "features.22", "features.24", "features.25"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage4;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.28", "features.29", "features.31", "features.32"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage5;

  @Repeat(block = VggClassifier.class)
  @Name({"classifier.0", "classifier.3", "classifier.6"})
  Layer logits;
}
