package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code @Split} is what several {@code @Slice}s say. */
@Tag("computes")
class SplitTest {
  private static Class<?> compiled(String halves, String left, String middle) throws Exception {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 8, width = 7))
        public class Net {
          @Conv(out = 32, kernel = 3) @BatchNorm @Relu %s Layer stem;
          @Repeat(block = Unit.class, times = 2, out = 16) Layer units;
          @From(%s @Conv(out = 16, kernel = 3) @Tanh @Add("units") Layer left;
          @From(%s @Conv(out = 16, kernel = 1) @Concat("left") Layer middle;
          @GlobalAvgPool @Linear(out = 2) Layer logits;
        }
        @Block
        class Unit {
          @Conv(out = Param.OUT, kernel = 1) @BatchNorm @Split(into = {"a", "b"}) Layer both;
          @From("both.b") @Conv(out = Param.OUT, kernel = 3) Layer b;
          @From("both.a") @Conv(out = Param.OUT, kernel = 1) @Add("b") Layer sum;
        }
        """
            .formatted(halves, left, middle);
    return new CompiledModel(source, "all").load(SplitTest.class.getClassLoader());
  }

  @Test
  void isWhatSlicesSay() throws Exception {
    Class<?> split =
        compiled(
            "@Split(into = {\"left\", \"middle\", \"rest\"}, channels = {16, 7, 9})",
            "\"stem.left\")",
            "\"stem.middle\")");
    Class<?> sliced =
        compiled(
            "", "\"stem\") @Slice(channels = 16)", "\"stem\") @Slice(first = 16, channels = 7)");
    Nd4j.getRandom().setSeed(3);
    INDArray images = Nd4j.randn(DataType.FLOAT, 3, 3, 8, 7);
    INDArray direction = Nd4j.randn(DataType.FLOAT, 3, 2);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(split, DataType.FLOAT, 3);
        TrainingNetwork expected = GeneratedNetworks.forTraining(sliced, DataType.FLOAT, 3);
        InferenceNetwork predicts = network.inference();
        InferenceNetwork predictsExpected = expected.inference()) {
      assertThat(network.forward(images)).isEqualTo(expected.forward(images));
      network.backward(direction);
      expected.backward(direction);
      assertThat(network.gradients()).isEqualTo(expected.gradients());
      assertThat(network.gradients().amaxNumber().doubleValue()).isPositive();
      assertThat(predicts.predict(images)).isEqualTo(predictsExpected.predict(images));
    }
  }
}
