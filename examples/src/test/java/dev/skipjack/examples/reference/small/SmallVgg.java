package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;

/** Convolutions whose bias batch norm takes away again, as torchvision has them. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallVgg {

  @Conv(out = 6, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  @Name({"0", "1"})
  Layer conv1;

  @Conv(out = 8, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @Name({"4", "5"})
  Layer conv2;

  @Conv(out = 8, kernel = 3, bias = true)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2, ceilMode = true)
  @Name({"7", "8"})
  Layer conv3;

  @Flatten
  @Linear(out = 8)
  @Relu
  @Name("12")
  Layer fc4;

  @Linear(out = 4)
  @Name("14")
  Layer logits;
}
