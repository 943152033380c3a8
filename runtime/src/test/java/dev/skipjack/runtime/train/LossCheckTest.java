package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class LossCheckTest {
  /** Half the squared distance to one-hot labels, as an own loss may be. */
  private static double squares(INDArray output, int[] labels, INDArray gradient, double factor) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int c = 0; c < output.size(1); c++) {
        double distance = output.getDouble(i, c) - (labels[i] == c ? 1 : 0);
        sum += distance * distance / 2;
        if (gradient != null) {
          gradient.putScalar(i, c, factor * distance / labels.length);
        }
      }
    }
    return sum / labels.length;
  }

  @Test
  void aRightLossPasses() {
    assertThatCode(() -> LossCheck.of((output, labels, g) -> squares(output, labels, g, 1), 3, 5))
        .doesNotThrowAnyException();
  }

  @Test
  void theLossesThatComeWithSkipjackPass() {
    assertThatCode(() -> LossCheck.of(new CrossEntropy(), 4, 7)).doesNotThrowAnyException();
    assertThatCode(() -> LossCheck.of(new PixelCrossEntropy(), 2, 3, 4, 3))
        .doesNotThrowAnyException();
  }

  @Test
  void aWrongGradientIsToldWithPlaceAndBothNumbers() {
    assertThatThrownBy(
            () -> LossCheck.of((output, labels, g) -> squares(output, labels, g, 2), 3, 5))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the gradient is wrong in 15 of 15 numbers")
        .hasMessageMatching("(?s).*at \\[0, 0]: \\S+, by finite differences \\S+.*");
  }

  @Test
  void aGradientThatIsAddedIsWrong() {
    Loss adding =
        (output, labels, g) -> {
          double loss = squares(output, labels, null, 1);
          if (g != null) {
            g.addi(1);
          }
          return loss;
        };
    assertThatThrownBy(() -> LossCheck.of(adding, 3, 5)).isInstanceOf(AssertionError.class);
  }

  @Test
  void aLossIsTheSameWithoutAGradient() {
    Loss other = (output, labels, g) -> squares(output, labels, g, 1) + (g == null ? 1 : 0);
    assertThatThrownBy(() -> LossCheck.of(other, 3, 5))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("without one");
  }
}
