package dev.skipjack.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DifferencesTest {
  private static final INDArray EXPECTED = Nd4j.createFromArray(4.0, -8.0, 2.0, 1.0, 0.5);

  @Test
  void theLargestDifferenceIsDividedByTheLargestElement() {
    Differences differences = new Differences();
    differences.add("tensor", Nd4j.createFromArray(4.0, -8.0, 2.0, 3.0, 0.5), EXPECTED);
    assertThat(differences.worst()).isEqualTo(0.25);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void noElementHidesThatAnotherIsNotANumber(int where) {
    Differences differences = new Differences();
    INDArray actual = EXPECTED.dup();
    actual.putScalar(where, Double.NaN);
    differences.add("tensor", actual, EXPECTED);
    differences.add("another", EXPECTED, EXPECTED);
    assertThat(differences.worst()).isNaN();
  }
}
