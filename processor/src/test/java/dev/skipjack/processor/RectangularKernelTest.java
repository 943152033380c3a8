package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Windows that are higher than wide, or wider than high, as Inception's, and strides likewise. */
@Tag("exhaustive")
@Tag("computes")
class RectangularKernelTest {
  private static Class<?> compiled(String size) throws Exception {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 2, height = %1$s, width = %1$s))
        public class Net {
          @Conv(out = 16, kernel = {1, 7}) @BatchNorm @Relu Layer wide;
          @Repeat(block = Column.class, times = 1, kernel = 5, out = 16) Layer high;
          @Conv(out = 16, kernel = {3, 2}, padding = {1, 0}, stride = {2, 1}) @Relu Layer uneven;
          @MaxPool(kernel = {1, 2}) Layer narrower;
          @Conv(out = 16, kernel = 3, stride = {1, 2}, groups = 16) @BatchNorm Layer depthwise;
          @AvgPool(kernel = {3, 2}, stride = {2, 1}, padding = {1, 0}) @Tanh Layer averages;
          @Conv(out = 3, kernel = 1, stride = {2, 1}) Layer pointwise;
          @GlobalAvgPool @Linear(out = 2) Layer logits;
        }
        @Block
        class Column {
          @Conv(out = Param.OUT, kernel = {Param.KERNEL, 1}) @BatchNorm @Relu Layer conv;
        }
        """
            .formatted(size);
    return new CompiledModel(source, "all").load(RectangularKernelTest.class.getClassLoader());
  }

  @Test
  void weightsHaveTheShapesOfTheWindows() throws Exception {
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(compiled("12"), DataType.FLOAT, 3)) {
      List<String> shapes =
          network.parameterList().stream()
              .map(parameter -> Arrays.toString(parameter.shape()))
              .toList();
      assertThat(shapes).contains("[16, 2, 1, 7]", "[16, 16, 5, 1]", "[16, 16, 3, 2]");
    }
  }

  @Test
  void gradientsAreSlopes() throws Exception {
    Nd4j.getRandom().setSeed(5);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 3, 2, 12, 12);
    INDArray direction = Nd4j.randn(DataType.DOUBLE, 3, 2);
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(compiled("12"), DataType.DOUBLE, 3)) {
      Slopes.check(network, images, direction, 5, 1e-6);
    }
  }

  @Test
  void floatsPredictWhatDoublesDo() throws Exception {
    Class<?> model = compiled("12");
    Nd4j.getRandom().setSeed(6);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 2, 2, 12, 12);
    try (TrainingNetwork exact = GeneratedNetworks.forTraining(model, DataType.DOUBLE, 3);
        TrainingNetwork fast = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3);
        InferenceNetwork ofExact = exact.inference();
        InferenceNetwork ofFast = fast.inference()) {
      INDArray difference =
          ofFast
              .predict(images.castTo(DataType.FLOAT))
              .castTo(DataType.DOUBLE)
              .sub(ofExact.predict(images));
      assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-5);
    }
  }
}
