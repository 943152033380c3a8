package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "epoch, epochs",
    "epochs, epochs",
    "learning_rate, learning-rate",
    "lerning-rate, learning-rate",
    "batches, batch",
    "sede, seed"
  })
  void findsTheWordThatWasMeant(String typed, String meant) {
    assertThat(Nearest.of(typed, List.of("epochs", "learning-rate", "batch", "seed")))
        .isEqualTo(meant);
  }
}
