package dev.skipjack.runtime.custom;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GradientCheckTest {
  /** y = w·x², as far as told. */
  @Weight(name = "w", shape = Weight.IN, initial = 2)
  private static class Square implements CustomLayer {
    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {
      for (int i = 0; i < input.length(); i++) {
        double x = input.values()[i];
        output.values()[i] = weights.get("w").values()[channel(input, i)] * x * x;
      }
    }

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
      for (int i = 0; i < input.length(); i++) {
        double x = input.values()[i];
        double g = gradients.output().values()[i];
        int c = channel(input, i);
        gradients.input().values()[i] = slope() * weights.get("w").values()[c] * x * g;
        add(gradients.weights().get("w").values(), c, x * x * g);
      }
    }

    static int channel(Tensor map, int index) {
      return index / (map.length() / map.channels());
    }

    double slope() {
      return 2;
    }

    void add(double[] sums, int at, double value) {
      sums[at] += value;
    }
  }

  @Weight(name = "w", shape = Weight.IN, initial = 2)
  private static final class WrongSlope extends Square {
    @Override
    double slope() {
      return 1;
    }
  }

  @Weight(name = "w", shape = Weight.IN, initial = 2)
  private static final class Overwriting extends Square {
    @Override
    void add(double[] sums, int at, double value) {
      sums[at] = value;
    }
  }

  @Weight(name = "w", shape = Weight.IN, initial = 2)
  private static final class WrongWeight extends Square {
    @Override
    void add(double[] sums, int at, double value) {
      sums[at] -= value;
    }
  }

  @Weight(name = "w", shape = Weight.IN, initial = 2)
  private static final class Scribbling extends Square {
    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {
      super.forward(input, weights, output);
      input.values()[0] = 0;
    }
  }

  @Weight(name = "w", shape = Weight.IN, initial = 2)
  private static final class Counting extends Square {
    private int passes;

    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {
      super.forward(input, weights, output);
      output.values()[0] += passes++;
    }
  }

  @Weight(name = "w", shape = Weight.IN, initial = 2)
  private static final class Flattening extends Square {
    @Override
    public int[] outputShape(int[] input) {
      return new int[] {12};
    }
  }

  @Test
  void aRightGradientIsFound() {
    assertThatCode(() -> GradientCheck.of(new Square(), 3, 4, 5)).doesNotThrowAnyException();
    assertThatCode(() -> GradientCheck.of(new Square(), 7)).doesNotThrowAnyException();
  }

  @Test
  void aWrongGradientOfTheInputIsToldWithPlaceAndBothNumbers() {
    assertThatThrownBy(() -> GradientCheck.of(new WrongSlope(), 3, 2, 2))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "WrongSlope: backward gives a wrong gradient of the input, in 12 of 12")
        .hasMessageMatching("(?s).*at \\[0, 0, 0]: \\S+, by finite differences \\S+.*");
  }

  @Test
  void aWrongGradientOfAWeightIsToldByItsName() {
    assertThatThrownBy(() -> GradientCheck.of(new WrongWeight(), 3, 2, 2))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a wrong gradient of the weight 'w', in 3 of 3 numbers");
  }

  @Test
  void gradientsOfWeightsHaveToBeAddedUp() {
    assertThatThrownBy(() -> GradientCheck.of(new Overwriting(), 5))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("must add to the gradient of weight 'w'");
  }

  @Test
  void whatIsReadIsNotToBeWritten() {
    assertThatThrownBy(() -> GradientCheck.of(new Scribbling(), 5))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("forward changes its input");
  }

  @Test
  void passesAreNotToBeRemembered() {
    assertThatThrownBy(() -> GradientCheck.of(new Counting(), 5))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it must not remember");
  }

  @Test
  void theOutputHasAsManyAxes() {
    assertThatThrownBy(() -> GradientCheck.of(new Flattening(), 3, 2, 2))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("outputShape makes [12] of [3, 2, 2]");
  }
}
