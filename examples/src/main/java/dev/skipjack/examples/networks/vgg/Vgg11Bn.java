package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/** Configuration A of Simonyan and Zisserman 2015, with batch norm: 132,868,840 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg11Bn {
  @Repeat(block = VggBnConvolution.class, out = 64)
  @Name({"features.0", "features.1"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage1;

  @Repeat(block = VggBnConvolution.class, out = 128)
  @Name({"features.4", "features.5"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage2;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 256)
  @Name({"features.8", "features.9", "features.11", "features.12"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage3;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.15", "features.16", "features.18", "features.19"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage4;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.22", "features.23", "features.25", "features.26"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage5;

  @Repeat(block = VggClassifier.class)
  @Name({"classifier.0", "classifier.3", "classifier.6"})
  Layer logits;
}
