package dev.skipjack.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import org.junit.jupiter.api.Test;

/** What networks rows can be given to. */
class NetworkShapeTest {
  /** Is told more than an image. */
  @Model(input = @Input(channels = 1, height = 4, width = 4))
  static class Told {
    @Flatten Layer seen;

    @Input(features = 2)
    Layer table;

    @Concat("seen")
    @Linear(out = 3)
    Layer logits;
  }

  /** An image alone. */
  @Model(input = @Input(channels = 1, height = 4, width = 4))
  static class Alone {
    @Flatten
    @Linear(out = 3)
    Layer logits;
  }

  @Test
  void aRowHasOneImage() {
    try (var alone = NetworkShapeTest_AloneNetwork.forTraining(1);
        var told = NetworkShapeTest_ToldNetwork.forTraining(1)) {
      assertThat(NetworkShape.of(alone, null)).isEqualTo(new NetworkShape("Alone", 1, 4, 4, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NetworkShape.of(told, null))
          .withMessageContaining("images [N,1,4,4], table [N,2]")
          .withMessageContaining("SparkTraining.data");
    }
  }
}
