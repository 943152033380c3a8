package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/** Configuration D of Simonyan and Zisserman 2015, with batch norm: 138,365,992 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg16Bn {
  @Repeat(block = VggBnConvolution.class, times = 2, out = 64)
  @Name({"features.0", "features.1", "features.3", "features.4"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage1;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 128)
  @Name({"features.7", "features.8", "features.10", "features.11"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage2;

  @Repeat(block = VggBnConvolution.class, times = 3, out = 256)
  @Name({"features.14", "features.15", "features.17", "features.18", "features.20", "features.21"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage3;

  @Repeat(block = VggBnConvolution.class, times = 3, out = 512)
  @Name({"features.24", "features.25", "features.27", "features.28", "features.30", "features.31"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage4;

  @Repeat(block = VggBnConvolution.class, times = 3, out = 512)
  @Name({"features.34", "features.35", "features.37", "features.38", "features.40", "features.41"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage5;

  @Repeat(block = VggClassifier.class)
  @Name({"classifier.0", "classifier.3", "classifier.6"})
  Layer logits;
}
