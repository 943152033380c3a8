package dev.skipjack.processor.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
  @ParameterizedTest
  @CsvSource({
    "sten, stem", // a wrong letter
    "ste, stem", // one less
    "steem, stem", // one more
    "setm, stem", // two swapped
    "Stem, stem",
    "conv1, conv2",
    "body.laier1, body.layer1",
    "a, ab",
  })
  void whatIsNearIsSuggested(String unknown, String known) {
    assertThat(NearestNames.of(unknown, List.of(known, "entirely"))).containsExactly(known);
  }

  @ParameterizedTest
  @CsvSource({"aa, b", "a, b", "ab, ba1", "stem, pool", "conv, cat", "x, stem"})
  void whatHasLittleInCommonIsNot(String unknown, String known) {
    assertThat(NearestNames.of(unknown, List.of(known))).isEmpty();
  }

  @Test
  void aPartOfThatNameIsSuggested() {
    assertThat(NearestNames.of("a", List.of("ab", "split.b", "split.a", "other.a")))
        .containsExactly("split.a", "other.a", "ab");
    assertThat(NearestNames.of("a", List.of("split.ba", "split"))).isEmpty();
  }

  @Test
  void theNearestComesFirst() {
    assertThat(NearestNames.of("layer12", List.of("later1", "layer1")))
        .containsExactly("layer1", "later1");
  }
}
