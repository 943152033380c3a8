package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Convolutions whose weights are standardised, beside those that were given such weights. */
@Tag("exhaustive")
@Tag("computes")
class WeightStandardizationTest {
  private static final double EPSILON = 1e-3;

  /** One convolution's batch norm is folded, another's statistics are fused; one is shared. */
  private static Class<?> compiled(String attributes) throws Exception {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 9, width = 8))
        public class Net {
          @Conv(out = 16, kernel = 3%1$s) @GroupNorm(groups = 4) @Relu Layer stem;
          @Conv(out = 16, kernel = 3, groups = 16%1$s) @BatchNorm @Relu Layer depthwise;
          @Conv(out = 16, kernel = 1%1$s) @BatchNorm @Relu Layer pointwise;
          @Conv(out = 16, kernel = 3, stride = 2%1$s) Layer down;
          @Conv(out = 16, kernel = 3%1$s) @Tanh Layer head;
          @Shared("head") Layer again;
          @GlobalAvgPool @Linear(out = 2) Layer logits;
        }
        """
            .formatted(attributes);
    return new CompiledModel(source, "all").load(WeightStandardizationTest.class.getClassLoader());
  }

  private static Class<?> standardized() throws Exception {
    return compiled(", weightStandardized = true, weightEpsilon = " + EPSILON);
  }

  /** Qiao et al. 2019, in loops. */
  private static INDArray standardized(INDArray weight) {
    INDArray rows = weight.dup('c').reshape(weight.size(0), -1);
    for (long out = 0; out < rows.rows(); out++) {
      double mean = 0;
      double variance = 0;
      for (long i = 0; i < rows.columns(); i++) {
        mean += rows.getDouble(out, i) / rows.columns();
      }
      for (long i = 0; i < rows.columns(); i++) {
        variance += Math.pow(rows.getDouble(out, i) - mean, 2) / rows.columns();
      }
      for (long i = 0; i < rows.columns(); i++) {
        double value = (rows.getDouble(out, i) - mean) / Math.sqrt(variance + EPSILON);
        rows.putScalar(out, i, value);
      }
    }
    return rows.reshape(weight.shape());
  }

  /**
   * What {@code network} has, in {@code plain}, whose convolutions have the weights that result.
   */
  private static void copy(TrainingNetwork network, TrainingNetwork plain) {
    for (int i = 0; i < network.parameterList().size(); i++) {
      Parameter from = network.parameterList().get(i);
      Parameter to = plain.parameterList().get(i);
      assertThat(from.name()).isEqualTo(to.name());
      INDArray value = network.tensor(from);
      plain.tensor(to).assign(from.shape().length == 4 ? standardized(value) : value);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void computesWithTheWeightsThatResult(DataType type) throws Exception {
    Nd4j.getRandom().setSeed(4);
    INDArray images = Nd4j.randn(type, 3, 3, 9, 8);
    double tolerance = type == DataType.FLOAT ? 1e-4 : 1e-10;
    try (TrainingNetwork network = GeneratedNetworks.forTraining(standardized(), type, 3);
        TrainingNetwork plain = GeneratedNetworks.forTraining(compiled(""), type, 3)) {
      copy(network, plain);
      assertClose(network.forward(images), plain.forward(images), tolerance);
      try (InferenceNetwork predicts = network.inference();
          InferenceNetwork expected = plain.inference()) {
        assertClose(predicts.predict(images), expected.predict(images), tolerance);
        assertClose(predicts.predict(images), expected.predict(images), tolerance);
      }
      network.trainable().muli(1.5).addi(0.01);
      copy(network, plain);
      try (InferenceNetwork predicts = network.inference();
          InferenceNetwork expected = plain.inference()) {
        assertClose(predicts.predict(images), expected.predict(images), tolerance);
      }
    }
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    double largest = Math.max(1, expected.amaxNumber().doubleValue());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance * largest);
  }

  @Test
  void gradientsAreSlopes() throws Exception {
    Nd4j.getRandom().setSeed(5);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 3, 3, 9, 8);
    INDArray direction = Nd4j.randn(DataType.DOUBLE, 3, 2);
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(standardized(), DataType.DOUBLE, 3)) {
      Slopes.check(network, images, direction, 41, 1e-5);
    }
  }
}
