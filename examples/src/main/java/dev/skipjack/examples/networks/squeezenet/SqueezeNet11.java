package dev.skipjack.examples.networks.squeezenet;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** The authors' version 1.1, 2.4 times less computation than 1.0: 1,235,496 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class SqueezeNet11 {
  @Conv(out = 64, kernel = 3, stride = 2, padding = 0)
  @Relu
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  @Name("features.0")
  Layer conv1;

  @Repeat(block = Fire.class, width = 16, out = 64)
  @Name({"features.3.squeeze", "features.3.expand1x1", "features.3.expand3x3"})
  Layer fire2;

  @Repeat(block = Fire.class, width = 16, out = 64)
  @Name({"features.4.squeeze", "features.4.expand1x1", "features.4.expand3x3"})
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer fire3;

  @Repeat(block = Fire.class, width = 32, out = 128)
  @Name({"features.6.squeeze", "features.6.expand1x1", "features.6.expand3x3"})
  Layer fire4;

  @Repeat(block = Fire.class, width = 32, out = 128)
  @Name({"features.7.squeeze", "features.7.expand1x1", "features.7.expand3x3"})
  @MaxPool(kernel = 3, stride = 2, ceilMode = true)
  Layer fire5;

  @Repeat(block = Fire.class, width = 48, out = 192)
  @Name({"features.9.squeeze", "features.9.expand1x1", "features.9.expand3x3"})
  Layer fire6;

  @Repeat(block = Fire.class, width = 48, out = 192)
  @Name({"features.10.squeeze", "features.10.expand1x1", "features.10.expand3x3"})
  Layer fire7;

  @Repeat(block = Fire.class, width = 64, out = 256)
  @Name({"features.11.squeeze", "features.11.expand1x1", "features.11.expand3x3"})
  Layer fire8;

  @Repeat(block = Fire.class, width = 64, out = 256)
  @Name({"features.12.squeeze", "features.12.expand1x1", "features.12.expand3x3"})
  Layer fire9;

  @Dropout(0.5)
  @Conv(out = 1000, kernel = 1)
  @Relu
  @GlobalAvgPool
  @Flatten
  @Name("classifier.1")
  Layer logits;
}
