package dev.skipjack.examples.networks.classic;

import dev.skipjack.annotations.AdaptiveAvgPool;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;

/** Krizhevsky 2014 ("one weird trick"), as torchvision builds it: 61,100,840 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class AlexNet {
  @Conv(out = 64, kernel = 11, stride = 4, padding = 2)
  @Relu
  @MaxPool(kernel = 3, stride = 2)
  @Name("features.0")
  Layer conv1;

  @Conv(out = 192, kernel = 5)
  @Relu
  @MaxPool(kernel = 3, stride = 2)
  @Name("features.3")
  Layer conv2;

  @Conv(out = 384, kernel = 3)
  @Relu
  @Name("features.6")
  Layer conv3;

  @Conv(out = 256, kernel = 3)
  @Relu
  @Name("features.8")
  Layer conv4;

  @Conv(out = 256, kernel = 3)
  @Relu
  @MaxPool(kernel = 3, stride = 2)
  @Name("features.10")
  Layer conv5;

  @AdaptiveAvgPool(6)
  @Flatten
  @Dropout(0.5)
  @Linear(out = 4096)
  @Relu
  @Name("classifier.1")
  Layer fc6;

  @Dropout(0.5)
  @Linear(out = 4096)
  @Relu
  @Name("classifier.4")
  Layer fc7;

  @Linear(out = 1000)
  @Name("classifier.6")
  Layer logits;
}
