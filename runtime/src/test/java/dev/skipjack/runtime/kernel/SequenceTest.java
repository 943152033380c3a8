package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sequences and softmax of a real size. */
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

  static Stream<Backend> backends() {
    return Backend.all().stream();
  }

  /** What does not ask which element is where computes on a sequence what it does on features. */
  @ParameterizedTest
  @MethodSource("backends")
  void elementsOfSequencesAreThoseOfFeatures(Backend backend) {
    double[] values = TestArrays.random(4 * 5 * 7, 3);
    assertThat(elementwise(backend, values, 4, 5, 7))
        .containsExactly(elementwise(backend, values, 4, 35));
  }

  private static double[] elementwise(Backend backend, double[] values, long... shape) {
    TestArrays arrays = new TestArrays(backend.type(), false);
    INDArray x = arrays.of(values, shape);
    INDArray y = arrays.dense(shape);
    INDArray z = arrays.dense(shape);
    INDArray mask = arrays.dense(shape);
    INDArray perImage = arrays.dense(shape[0], 1);
    try (Kernels kernels = backend.open()) {
      ActivationSpec gelu = new ActivationSpec(ActivationSpec.Kind.GELU);
      kernels.step(gelu).bind(new Operands().with(INPUT, x).with(OUTPUT, y)).run();
      kernels
          .step(new AddSpec())
          .bind(new Operands().with(LEFT, x).with(RIGHT, y).with(OUTPUT, z))
          .run();
      kernels
          .step(new DropoutSpec(0.5))
          .bind(new Operands().with(INPUT, z).with(OUTPUT, y).with(MASK, mask))
          .run();
      kernels
          .step(new StochasticDepthSpec(0.5, true))
          .bind(new Operands().with(INPUT, y).with(OUTPUT, z).with(MASK, perImage))
          .run();
      kernels
          .step(new DropoutGradientSpec())
          .bind(new Operands().with(MASK, mask).with(OUTPUT_GRADIENT, z).with(INPUT_GRADIENT, y))
          .run();
      kernels
          .step(new StochasticDepthGradientSpec())
          .bind(
              new Operands().with(MASK, perImage).with(OUTPUT_GRADIENT, y).with(INPUT_GRADIENT, z))
          .run();
      kernels
          .step(new ActivationGradientSpec(gelu))
          .bind(new Operands().with(INPUT, x).with(OUTPUT_GRADIENT, z).with(INPUT_GRADIENT, y))
          .run();
    }
    return TestArrays.values(y);
  }

  @Test
  void headsDivideTheFeatures() {
    assertThatThrownBy(() -> new AttentionSpec(6, 4))
        .hasMessage("heads must divide the features, got 4 and 6");
    assertThatThrownBy(() -> new SelectTokenSpec(-1))
        .hasMessage("a token's index must not be negative, got -1");
  }
}
