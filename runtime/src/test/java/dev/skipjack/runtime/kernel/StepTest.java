package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.linear.LinearGradientSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How steps are bound, by name, to one size of a batch after the other. */
class StepTest {
  private static final LinearSpec LINEAR = new LinearSpec(4, 2, true);

  static List<Backend> backends() {
    return Backend.all();
  }

  private static Step refused(OpSpec spec) {
    return new Step(
        spec,
        operands -> {
          throw new AssertionError("the kernel is not asked");
        });
  }

  private static INDArray any() {
    return Nd4j.create(DataType.FLOAT, 1);
  }

  @Test
  void whatIsMissingIsNamed() {
    Operands operands = new Operands().with(INPUT, any()).with(BIAS, any()).with(OUTPUT, any());
    assertThatThrownBy(() -> refused(LINEAR).bind(operands))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "linear[inFeatures=4, outFeatures=2, bias=true] is bound to [input, bias, output], but"
                + " needs [input, weight, bias, output]: name its [weight]");
  }

  @Test
  void whatAnOpKnowsNothingOfIsNamed() {
    Operands operands =
        new Operands().with(LEFT, any()).with(RIGHT, any()).with(OUTPUT, any()).with(MASK, any());
    assertThatThrownBy(() -> refused(new AddSpec()).bind(operands))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "add is bound to [left, right, output, mask], but needs [left, right, output]: leave out"
                + " [mask]");
  }

  @Test
  void gradientsMayBeUnwanted() {
    OpSpec spec = new LinearGradientSpec(new LinearSpec(4, 2, false));
    Step step = new Step(spec, operands -> () -> {});
    Operands read =
        new Operands().with(INPUT, any()).with(WEIGHT, any()).with(OUTPUT_GRADIENT, any());
    step.bind(read.copy()).run();
    step.bind(read.copy().with(WEIGHT_GRADIENT, any())).run();
    assertThatThrownBy(() -> step.bind(read.copy().with(BIAS_GRADIENT, any())))
        .hasMessageContaining(
            "may have [input gradient, weight gradient]: leave out [bias gradient]");
  }

  @Test
  void aStepThatIsBoundToNothingRefusesToRun() {
    Step step = refused(new AddSpec());
    assertThatThrownBy(step::run).hasMessage("add is bound to nothing: bind it first");
    assertThatThrownBy(() -> step.bind(new Operands()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(step::run).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void sizesThatAlternateAreBoundOnce() {
    List<Operands> bound = new ArrayList<>();
    List<Operands> run = new ArrayList<>();
    Step step =
        new Step(
            new CopySpec(),
            operands -> {
              bound.add(operands);
              return () -> run.add(operands);
            });
    INDArray[] inputs = {any(), any(), any(), any()};
    INDArray output = any();
    for (int i : new int[] {0, 1, 0, 2, 1, 3, 0}) {
      step.bind(new Operands().with(INPUT, inputs[i]).with(OUTPUT, output)).run();
    }
    assertThat(bound).hasSize(4);
    assertThat(run.stream().map(operands -> operands.array(Operand.INPUT)))
        .containsExactly(
            inputs[0], inputs[1], inputs[0], inputs[2], inputs[1], inputs[3], inputs[0]);
  }

  /** Each run reads what lies there then. */
  @ParameterizedTest
  @MethodSource("backends")
  void aBindingSeesWhatChanges(Backend backend) {
    INDArray left = Nd4j.ones(backend.type(), 2, 3);
    INDArray right = Nd4j.ones(backend.type(), 2, 3);
    INDArray sum = Nd4j.create(backend.type(), 2, 3);
    try (Kernels kernels = backend.open()) {
      Step step = kernels.step(new AddSpec());
      step.bind(new Operands().with(LEFT, left).with(RIGHT, right).with(OUTPUT, sum));
      step.run();
      assertThat(sum.sumNumber().doubleValue()).isEqualTo(12);
      right.addi(3);
      step.run();
      assertThat(sum.sumNumber().doubleValue()).isEqualTo(30);
    }
  }
}
