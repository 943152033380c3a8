package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.GroupNorm;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.InstanceNorm;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Tanh;

/** Norms of each image by itself, on maps and on features. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallNorms {

  @InstanceNorm Layer input1;

  @Conv(out = 8, kernel = 3)
  @GroupNorm(groups = 4)
  @Relu
  @Name({"stem.0", "stem.1"})
  Layer stem;

  @Conv(out = 8, kernel = 3)
  @LayerNorm(epsilon = 1e-6)
  @Tanh
  @AvgPool(kernel = 2)
  @Name({"layer.0", "layer.1"})
  Layer layer;

  @Conv(out = 6, kernel = 3)
  @InstanceNorm(affine = true)
  @AvgPool(kernel = 4)
  @Name({"instance.0", "instance.1"})
  Layer instance;

  @GroupNorm(groups = 1, epsilon = 1e-3)
  Layer whole;

  @Flatten
  @Linear(out = 12)
  @LayerNorm
  @Tanh
  @Name({"hidden.0", "hidden.1"})
  Layer hidden;

  @GroupNorm(groups = 3, affine = false)
  Layer grouped;

  @Linear(out = 5)
  Layer logits;
}
