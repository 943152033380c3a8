package dev.skipjack.examples.networks.vgg;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** Configuration A of Simonyan and Zisserman 2015: 132,863,336 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Vgg11 {
  @Conv(out = 64, kernel = 3)
  @Relu
  @Name("features.0")
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage1;

  @Conv(out = 128, kernel = 3)
  @Relu
  @Name("features.3")
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage2;

  @Repeat(block = VggConvolution.class, times = 2, out = 256)
  @Name({"features.6", "features.8"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage3;

  @Repeat(block = VggConvolution.class, times = 2, out = 512)
  @Name({"features.11", "features.13"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage4;

  @Repeat(block = VggConvolution.class, times = 2, out = 512)
  @Name({"features.16", "features.18"})
  @MaxPool(kernel = 2, ceilMode = true)
  Layer stage5;

  @Repeat(block = VggClassifier.class)
  @Name({"classifier.0", "classifier.3", "classifier.6"})
  Layer logits;
}
