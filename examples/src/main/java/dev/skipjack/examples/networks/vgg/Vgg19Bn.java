package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;

/** Configuration E of Simonyan and Zisserman 2015, with batch norm: 143,678,248 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg19Bn {
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
  Layer stage3a;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 256)
  @Name({"features.20", "features.21", "features.23", "features.24"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage3b;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.27", "features.28", "features.30", "features.31"})
  Layer stage4a;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.33", "features.34", "features.36", "features.37"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage4b;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.40", "features.41", "features.43", "features.44"})
  Layer stage5a;

  @Repeat(block = VggBnConvolution.class, times = 2, out = 512)
  @Name({"features.46", "features.47", "features.49", "features.50"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage5b;

  @Repeat(block = VggClassifier.class)
  @Name({"classifier.0", "classifier.3", "classifier.6"})
  Layer logits;
}
