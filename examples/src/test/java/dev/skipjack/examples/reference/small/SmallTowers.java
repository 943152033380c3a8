package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Elu;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Shared;
import dev.skipjack.annotations.Sigmoid;

/** Two pictures through one tower, the second smaller, and a table beside them. */
@Model(input = @Input(channels = 3, height = 12, width = 12))
public class SmallTowers {

  @Repeat(block = SmallTower.class, numbered = false)
  Layer tower;

  @GlobalAvgPool @Flatten Layer seen;

  @Input(channels = 3, height = 8, width = 8)
  Layer other;

  @Shared("tower")
  Layer otherTower;

  @GlobalAvgPool @Flatten Layer otherSeen;

  @Input(features = 4)
  Layer table;

  @Linear(out = 8)
  @BatchNorm
  @Sigmoid
  @Name({"hidden", "bn"})
  Layer known;

  @Concat({"seen", "otherSeen"})
  @Linear(out = 10)
  @Elu
  @Name("mixed")
  Layer mixed;

  @Linear(out = 5)
  Layer logits;
}
