package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.AdaptiveAvgPool;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.LocalResponseNorm;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;

/** Groups, local response norms over odd and even sizes, an adaptive pool whose windows overlap. */
@Model(input = @Input(channels = 3, height = 24, width = 24))
public class SmallAlexNet {

  @Conv(out = 8, kernel = 5, stride = 2)
  @Relu
  @LocalResponseNorm(size = 5, alpha = 0.5, beta = 0.75, k = 2)
  @MaxPool(kernel = 3, stride = 2)
  @Name("conv1.0")
  Layer conv1;

  @Conv(out = 12, kernel = 3, groups = 2)
  @Relu
  @LocalResponseNorm(size = 4, alpha = 0.2, beta = 0.5, k = 1)
  @AdaptiveAvgPool(3)
  @Name("conv2.0")
  Layer conv2;

  @Flatten
  @Linear(out = 10)
  @Relu
  @Name("fc3.0")
  Layer fc3;

  @Linear(out = 5)
  @Name("logits.0")
  Layer logits;
}
