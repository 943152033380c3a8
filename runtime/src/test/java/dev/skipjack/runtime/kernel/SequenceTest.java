package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences and softmax of a real size. */
class SequenceTest {
  static Stream<Arguments> othersAndCases() {
    return Backend.all().stream()
        .filter(backend -> !backend.provider().equals(Backend.PORTABLE))
        .flatMap(b -> SequenceCases.large().stream().map(check -> Arguments.of(b, check)));
  }

  static Stream<Arguments> backendsAndCases() {
    return Backend.all().stream()
        .flatMap(b -> SequenceCases.all().stream().map(check -> Arguments.of(b, check)));
  }

  @ParameterizedTest
  @MethodSource("othersAndCases")
  void agreesWithThePortableOne(Backend backend, OpCheck check) {
    check.compare(backend);
  }

  /** Batches, as a network has them, one after the other. */
  @ParameterizedTest
  @MethodSource("backendsAndCases")
  void computesAgainOnTheSameArrays(Backend backend, OpCheck check) {
    try (Kernels kernels = backend.open()) {
      check.run(kernels, backend.type(), true, 2);
    }
  }

  @Test
  void headsDivideTheFeatures() {
    assertThatThrownBy(() -> new AttentionSpec(6, 4))
        .hasMessage("heads must divide the features, got 4 and 6");
    assertThatThrownBy(() -> new SelectTokenSpec(-1))
        .hasMessage("a token's index must not be negative, got -1");
  }
}
