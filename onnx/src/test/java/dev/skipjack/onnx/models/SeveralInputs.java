package dev.skipjack.onnx.models;

import dev.skipjack.annotations.*;

/** Models that are given more than images. */
public final class SeveralInputs {
  private SeveralInputs() {}

  /** Two images through one tower, and a table. */
  @Model(input = @Input(channels = 3, height = 19, width = 17))
  public static class Siamese {
    @Conv(out = 8, kernel = 3, stride = 2)
    @BatchNorm
    @Relu
    Layer tower;

    @GlobalAvgPool @Flatten Layer left;

    @Input(channels = 3, height = 19, width = 17)
    Layer other;

    @Shared("tower")
    Layer otherTower;

    @GlobalAvgPool @Flatten Layer right;

    @Input(features = 5)
    Layer table;

    @Concat({"left", "right"})
    @Linear(out = 6)
    @Tanh
    Layer hidden;

    @Concat("table")
    @Linear(out = 4)
    Layer logits;
  }

  /** Images of any size beside features, which come first in the model. */
  @Model(input = @Input(channels = 2, height = Input.ANY, width = Input.ANY))
  public static class Scaled {
    @Input(features = 6)
    Layer scales;

    @Sigmoid Layer gate;

    @From("input")
    @Conv(out = 6, kernel = 3)
    @Multiply("gate")
    @Relu
    @Output
    Layer gated;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }
}
