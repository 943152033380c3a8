package dev.skipjack.examples.inputs;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Multiply;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Shared;

/**
 * A Siamese network (Bromley et al. 1993, "Signature verification using a siamese time delay neural
 * network"): whether two pictures show garments of one kind. One tower looks at both; what it sees
 * is compared by products of features.
 */
@Model(input = @Input(channels = 1, height = 28, width = 28))
public class SameGarment {
  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer stem;

  @Conv(out = 32, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 2)
  Layer body;

  @Conv(out = 32, kernel = 3)
  @BatchNorm
  @Relu
  @GlobalAvgPool
  @Flatten
  @Linear(out = 32)
  Layer left;

  @Input(channels = 1, height = 28, width = 28)
  Layer other;

  @Shared("stem")
  Layer otherStem;

  @Shared("body")
  Layer otherBody;

  @Shared("left")
  Layer right;

  @Multiply("left")
  Layer product;

  @From("left")
  @Concat({"right", "product"})
  @Linear(out = 32)
  @Relu
  Layer compared;

  @Linear(out = 2)
  Layer logits;
}
