package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.InputShape;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.memory.Views;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code @Input} on fields: models of several inputs. */
@Tag("computes")
class InputsTest {
  static String source(String size, String layers) {
    return """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 2, gradient = true, %s))
        public class Net {
          %s
        }
        """
        .formatted(size, layers);
  }

  static final String FIXED = "height = 6, width = 8";

  static final String ANY = "height = Input.ANY, width = Input.ANY";

  /** Two images through one tower. */
  private static final String SIAMESE =
      """
      @Conv(out = 16, kernel = 3) @BatchNorm @Relu @MaxPool(kernel = 2) Layer stem;
      @Conv(out = 5, kernel = 3) @Tanh @GlobalAvgPool @Flatten Layer left;
      @Input(channels = 2, height = 6, width = 8, gradient = true) Layer other;
      @Shared("stem") Layer otherStem;
      @Shared("left") Layer right;
      @Concat("left") @Linear(out = 3) Layer logits;
      """;

  /** An image and two tables, one of which a slab would hold as it is. */
  private static final String TABLES =
      """
      @Input(features = 5, gradient = true) Layer table;
      @Linear(out = 4) @Tanh Layer known;
      @From("input") @Conv(out = 16, kernel = 3) @BatchNorm @Relu @GlobalAvgPool @Flatten Layer seen;
      @Input(features = 3, gradient = true) Layer extra;
      @From("seen") @Concat({"known", "extra"}) @Linear(out = 6) @Tanh Layer joined;
      @Concat({"extra", "table"}) @Linear(out = 3) Layer logits;
      """;

  private static final String TABLES_AS_SCALES =
      """
      @Conv(out = 4, kernel = 3) @Relu Layer seen;
      @Input(features = 4, gradient = true) Layer scales;
      @Sigmoid Layer gate;
      @From("seen") @Multiply("gate") Layer gated;
      @Output @GlobalAvgPool Layer pooled;
      @Linear(out = 3) Layer logits;
      """;

  static Class<?> compiled(String size, String layers, String passes) throws Exception {
    return new CompiledModel(source(size, layers), passes).load(InputsTest.class.getClassLoader());
  }

  private static INDArray random(DataType type, long... shape) {
    return Nd4j.rand(shape).muli(2).subi(1).castTo(type);
  }

  static List<INDArray> random(TrainingNetwork network, int images) {
    List<INDArray> given = new ArrayList<>();
    given.add(random(network.dataType(), images, 2, 6, 8));
    for (InputShape input : network.inputs().subList(1, network.inputs().size())) {
      given.add(random(network.dataType(), input.shape(images)));
    }
    return given;
  }

  private static double loss(TrainingNetwork network, List<INDArray> given, INDArray direction) {
    return network.forward(given).mul(direction).sumNumber().doubleValue();
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @ValueSource(strings = {SIAMESE, TABLES, TABLES_AS_SCALES})
  void gradientsAreTheSlopes(String layers) throws Exception {
    for (String passes : List.of("all", "none")) {
      for (String size : layers.equals(SIAMESE) ? List.of(FIXED) : List.of(FIXED, ANY)) {
        Class<?> net = compiled(size, layers, passes);
        Nd4j.getRandom().setSeed(7);
        try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.DOUBLE, 5)) {
          List<INDArray> given = random(network, 3);
          INDArray direction = random(DataType.DOUBLE, 3, 3);
          network.forward(given);
          network.backward(direction);
          INDArray gradients = network.gradients().dup();
          List<INDArray> byInput =
              network.inputs().stream().map(i -> network.inputGradient(i.name()).dup()).toList();
          INDArray weights = network.trainable();
          for (int i = 0; i < weights.length(); i += 3) {
            double slope = Slopes.of(() -> loss(network, given, direction), weights, i);
            assertThat(gradients.getDouble(i)).as("%d", i).isCloseTo(slope, within(1e-6));
          }
          for (int k = 0; k < given.size(); k++) {
            assertThat(byInput.get(k).shape()).isEqualTo(given.get(k).shape());
            for (int i = 0; i < given.get(k).length(); i += 5) {
              double slope = Slopes.of(() -> loss(network, given, direction), given.get(k), i);
              assertThat(byInput.get(k).getDouble(i))
                  .as("%d of %s", i, network.inputs().get(k))
                  .isCloseTo(slope, within(1e-6));
            }
          }
        }
      }
    }
  }

  /** On the fast kernels, with what passes make of it. */
  @ParameterizedTest
  @ValueSource(strings = {SIAMESE, TABLES, TABLES_AS_SCALES})
  void allPassesAndKernelsAgree(String layers) throws Exception {
    Nd4j.getRandom().setSeed(7);
    Class<?> plain = compiled(FIXED, layers, "none");
    INDArray[] arrays;
    try (TrainingNetwork network = GeneratedNetworks.forTraining(plain, DataType.FLOAT, 5)) {
      List<INDArray> all = random(network, 5);
      all.add(random(DataType.FLOAT, 5, 3));
      arrays = all.toArray(INDArray[]::new);
    }
    INDArray[] exact = new INDArray[arrays.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = arrays[i].castTo(DataType.DOUBLE);
    }
    Map<String, double[]> expected = new OneStep().apply(plain, exact);
    Map<String, double[]> actual = new OneStep().apply(compiled(FIXED, layers, "all"), arrays);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) ->
            assertThat(actual.get(name)).as(name).containsExactly(values, within(1e-3)));
  }

  @Test
  void methodsNameTheInputs() throws Exception {
    Class<?> net = compiled(FIXED, TABLES_AS_SCALES, "all");
    Nd4j.getRandom().setSeed(7);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5);
        InferenceNetwork inference = network.inference()) {
      assertThat(network.inputs())
          .containsExactly(InputShape.map("images", 2, 6, 8), InputShape.features("scales", 4));
      List<INDArray> given = random(network, 3);
      INDArray expected = inference.predict(given).dup();
      for (String name : List.of("predict", "predictOutputs")) {
        Method method = inference.getClass().getMethod(name, INDArray.class, INDArray.class);
        Object result = method.invoke(inference, given.get(0), given.get(1));
        INDArray main =
            result instanceof INDArray array
                ? array
                : (INDArray) result.getClass().getMethod("logits").invoke(result);
        assertThat(main).isEqualTo(expected);
      }
      Method forward = network.getClass().getMethod("forward", INDArray.class, INDArray.class);
      assertThat(forward.invoke(network, given.get(0), given.get(1)))
          .isEqualTo(network.forward(given));
    }
  }

  /** Each image by itself, so that nobody mixes rows up, in batches of several sizes. */
  @Test
  void rowsBelongToTheirImages() throws Exception {
    Class<?> net = compiled(ANY, TABLES, "all");
    Nd4j.getRandom().setSeed(7);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.DOUBLE, 5);
        InferenceNetwork inference = network.inference()) {
      List<INDArray> given = random(network, 4);
      INDArray all = inference.predict(given).dup();
      for (int i = 0; i < 4; i++) {
        int row = i;
        List<INDArray> one = given.stream().map(a -> Views.rows(a, row, row + 1)).toList();
        double difference =
            inference.predict(one).getRow(0).sub(all.getRow(i)).amaxNumber().doubleValue();
        assertThat(difference).isLessThan(1e-12);
      }
    }
  }

  /** More images than the fast kernels predict at once. */
  @Test
  void largeBatchesArePredictedInPieces() throws Exception {
    Class<?> net = compiled(FIXED, TABLES_AS_SCALES, "all");
    Nd4j.getRandom().setSeed(7);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5);
        InferenceNetwork inference = network.inference()) {
      int images = Math.toIntExact((257L << 20) / inference.arenaBytes(1));
      List<INDArray> given = random(network, images);
      INDArray all = inference.predict(given).dup();
      INDArray pooled = inference.outputs().get(0).dup();
      for (int image = 0; image < images; image += images / 7) {
        int row = image;
        List<INDArray> one = given.stream().map(a -> Views.rows(a, row, row + 1)).toList();
        assertClose(inference.predict(one), Views.rows(all, row, row + 1));
        assertClose(inference.outputs().get(0), Views.rows(pooled, row, row + 1));
      }
    }
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  @Test
  void wrongArraysAreRefused() throws Exception {
    Class<?> net = compiled(FIXED, TABLES_AS_SCALES, "all");
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5);
        InferenceNetwork inference = network.inference()) {
      INDArray images = random(DataType.FLOAT, 3, 2, 6, 8);
      String several =
          "Net takes 2 inputs, images [N,2,6,8], scales [N,4], got 1 array: give it an array for"
              + " each, in this order";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inference.predict(images))
          .withMessage(several);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.forward(images))
          .withMessage(several);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.check(images))
          .withMessage(several);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inference.predict(List.of(images, random(DataType.FLOAT, 2, 4))))
          .withMessage(
              "Net expects scales [N,4] of FLOAT with N = 3 as the images have, got [2, 4] of FLOAT");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inference.predict(List.of(images, random(DataType.FLOAT, 3, 5))))
          .withMessageContaining("got [3, 5] of FLOAT");
      Method byName = inference.getClass().getMethod("predict", INDArray.class, INDArray.class);
      assertThat(
              assertThrows(
                  InvocationTargetException.class, () -> byName.invoke(inference, images, null)))
          .hasRootCauseMessage(
              "Net got null instead of scales [N,4]: give it an array for each of its inputs"
                  + " [images [N,2,6,8], scales [N,4]]");
      network.forward(List.of(images, random(DataType.FLOAT, 3, 4)));
      network.backward(random(DataType.FLOAT, 3, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.inputGradient("table"))
          .withMessage("Net has no input 'table', it has [images, scales]");
    }
    String silent = TABLES_AS_SCALES.replace(", gradient = true", "");
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(compiled(FIXED, silent, "all"), DataType.FLOAT, 5)) {
      network.forward(List.of(random(DataType.FLOAT, 3, 2, 6, 8), random(DataType.FLOAT, 3, 4)));
      network.backward(random(DataType.FLOAT, 3, 3));
      assertThat(network.inputGradient().shape()).containsExactly(3, 2, 6, 8);
      assertThatIllegalStateException()
          .isThrownBy(() -> network.inputGradient("scales"))
          .withMessage(
              "Net computes no gradient by 'scales': write gradient = true in its @Input and"
                  + " compile it again");
    }
  }
}
