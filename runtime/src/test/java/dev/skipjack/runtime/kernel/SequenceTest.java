package dev.skipjack.runtime.kernel;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Softmax of a real size. */
class SequenceTest {
  static Stream<Arguments> othersAndCases() {
    return Backend.all().stream()
        .filter(backend -> !backend.provider().equals(Backend.PORTABLE))
        .flatMap(b -> SequenceCases.large().stream().map(check -> Arguments.of(b, check)));
  }

  @ParameterizedTest
  @MethodSource("othersAndCases")
  void agreesWithThePortableOne(Backend backend, OpCheck check) {
    check.compare(backend);
  }
}
