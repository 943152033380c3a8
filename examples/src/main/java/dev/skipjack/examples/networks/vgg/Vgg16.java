package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/**
 * Configuration D of Simonyan and Zisserman 2015: 138,357,544 parameters. Pools round up, as in
 * Caffe: at 224 nothing is rounded, and FCN counts on it at other sizes.
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg16 {
  @Repeat(block = VggConvolution.class, times = 2, out = 64)
  @Name({"features.0", "features.2"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage1;

  @Repeat(block = VggConvolution.class, times = 2, out = 128)
  @Name({"features.5", "features.7"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage2;

  @Repeat(block = VggConvolution.class, times = 3, out = 256)
  @Name({"features.10", "features.12", "features.14"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage3;

  @Repeat(block = VggConvolution.class, times = 3, out = 512)
  @Name({"features.17", "features.19", "features.21"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage4;

  @Repeat(block = VggConvolution.class, times = 3, out = 512)
  @Name({"features.24", "features.26", "features.28"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage5;

  @Repeat(block = VggClassifier.class)
  @Name({"classifier.0", "classifier.3", "classifier.6"})
  Layer logits;
}
