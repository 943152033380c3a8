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

  /** ReLU by a mask that forward keeps, as one would have it elsewhere. */
  private static final class Mask implements CustomLayer {
    private final boolean[] isOn = new boolean[100];

    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {
      for (int i = 0; i < input.length(); i++) {
        isOn[i] = input.values()[i] > 0;
        output.values()[i] = isOn[i] ? input.values()[i] : 0;
      }
    }

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
      for (int i = 0; i < input.length(); i++) {
        gradients.input().values()[i] = isOn[i] ? gradients.output().values()[i] : 0;
      }
    }
  }

  /** Largest feature, and which one it was in the first image of all. */
  private static final class FirstMaximum implements CustomLayer {
    private int largest = -1;

    @Override
    public int[] outputShape(int[] input) {
      return new int[] {1};
    }

    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {
      int at = largest(input);
      largest = largest < 0 ? at : largest;
      output.values()[0] = input.values()[at];
    }

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
      largest = largest < 0 ? largest(input) : largest;
      gradients.input().values()[largest] = gradients.output().values()[0];
    }

    private static int largest(Tensor input) {
      int at = 0;
      for (int i = 1; i < input.length(); i++) {
        at = input.values()[i] > input.values()[at] ? i : at;
      }
      return at;
    }
  }

  /** It adds to the gradient of its weight what forward summed. */
  @Weight(name = "w", shape = 1, initial = 2)
  private static final class KeptSum implements CustomLayer {
    private double sum;

    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {
      sum = 0;
      for (int i = 0; i < input.length(); i++) {
        output.values()[i] = weights.get(0).values()[0] * input.values()[i];
        sum += input.values()[i];
      }
    }

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
      for (int i = 0; i < input.length(); i++) {
        double gradient = gradients.output().values()[i];
        gradients.input().values()[i] = gradient * weights.get(0).values()[0];
        gradients.weights().get(0).values()[0] += gradient * input.values()[i];
      }
      gradients.weights().get(0).values()[0] += sum;
    }
  }

  @Test
  void whatForwardKeepsIsOfOtherImages() {
    String kept = "not from what forward kept";
    assertThatThrownBy(() -> GradientCheck.of(new Mask(), 3, 4, 5))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("Mask: backward gives another gradient")
        .hasMessageEndingWith(kept);
    assertThatThrownBy(() -> GradientCheck.of(new KeptSum(), 6))
        .isInstanceOf(AssertionError.class)
        .hasMessageEndingWith(kept);
    assertThatThrownBy(() -> GradientCheck.of(new FirstMaximum(), 7))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a wrong gradient of the input");
  }

  @Test
  void theOutputHasAsManyAxes() {
    assertThatThrownBy(() -> GradientCheck.of(new Flattening(), 3, 2, 2))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("outputShape makes [12] of [3, 2, 2]");
  }
}
