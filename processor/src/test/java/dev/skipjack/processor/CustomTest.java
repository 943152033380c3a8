package dev.skipjack.processor;

import static dev.skipjack.processor.Javac.javac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.ir.Architecture;
import dev.skipjack.processor.ir.Cost;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code @Custom}: layers of the user's own in networks that train, predict, fork and are saved.
 */
@Tag("computes")
class CustomTest {
  /** Swish with a slope for each channel, and every second pixel of the sum of two channels. */
  private static final String OWN =
      """
        @Weight(name = "beta", shape = Weight.IN, initial = 1)
        public static final class Swish implements CustomLayer {
          public void forward(Tensor input, Weights weights, Tensor output) {
            int pixels = input.length() / input.channels();
            for (int i = 0; i < input.length(); i++) {
              double x = input.values()[i];
              output.values()[i] = x / (1 + Math.exp(-weights.get("beta").values()[i / pixels] * x));
            }
          }
          public void backward(
              Tensor input, Weights weights, Tensor output, Gradients gradients) {
            int pixels = input.length() / input.channels();
            for (int i = 0; i < input.length(); i++) {
              double x = input.values()[i];
              double beta = weights.get("beta").values()[i / pixels];
              double s = 1 / (1 + Math.exp(-beta * x));
              double g = gradients.output().values()[i];
              gradients.input().values()[i] = g * (s + beta * x * s * (1 - s));
              gradients.weights().get("beta").values()[i / pixels] += g * x * x * s * (1 - s);
            }
          }
        }
        @Weight(name = "mix", shape = {Weight.OUT, 2}, standardDeviation = 0.5)
        @Weight(name = "shift", shape = Weight.OUT)
        public static final class Pairs implements CustomLayer {
          private final int step;
          private final double factor;
          public Pairs(int step, double factor) { this.step = step; this.factor = factor; }
          @Override public int[] outputShape(int[] in) {
            return new int[] {in[0] / 2, (in[1] + step - 1) / step, (in[2] + step - 1) / step};
          }
          public void forward(Tensor input, Weights weights, Tensor output) {
            for (int c = 0; c < output.channels(); c++)
              for (int y = 0; y < output.height(); y++)
                for (int x = 0; x < output.width(); x++) {
                  double sum = weights.get("shift").values()[c];
                  for (int k = 0; k < 2; k++)
                    sum += factor * weights.get("mix").values()[2 * c + k]
                        * input.values()[input.index(2 * c + k, step * y, step * x)];
                  output.values()[output.index(c, y, x)] = sum;
                }
          }
          public void backward(
              Tensor input, Weights weights, Tensor output, Gradients gradients) {
            for (int c = 0; c < output.channels(); c++)
              for (int y = 0; y < output.height(); y++)
                for (int x = 0; x < output.width(); x++) {
                  double g = gradients.output().values()[output.index(c, y, x)];
                  gradients.weights().get("shift").values()[c] += g;
                  for (int k = 0; k < 2; k++) {
                    int at = input.index(2 * c + k, step * y, step * x);
                    gradients.weights().get("mix").values()[2 * c + k]
                        += factor * g * input.values()[at];
                    gradients.input().values()[at]
                        += factor * g * weights.get("mix").values()[2 * c + k];
                  }
                }
          }
        }
      """;

  private static final String LAYERS =
      """
        @Conv(out = 4, kernel = 3) @BatchNorm @Custom(Swish.class) Layer stem;
        @Custom(value = Pairs.class, numbers = {2, 0.5}, out = 2, stride = 2) Layer pairs;
        @GlobalAvgPool @Linear(out = 3) Layer features;
        @Custom(Swish.class) Layer logits;
      """;

  @TempDir private Path directory;

  private static String model(String size, String layers) {
    return "package good; import dev.skipjack.annotations.*;"
        + " import dev.skipjack.runtime.custom.*;\n@Model(input = @Input(channels = 3, "
        + size
        + ")) public class Net {\n"
        + layers
        + OWN
        + "}";
  }

  private static Class<?> compile(String size, String layers)
      throws IOException, ClassNotFoundException {
    Compilation compilation =
        javac()
            .withProcessors(new SkipjackProcessor())
            .withOptions("-Xlint:all", "-Werror")
            .compile(JavaFileObjects.forSourceString("good.Net", model(size, layers)));
    return new CompiledModel("good.Net", compilation).load(CustomTest.class.getClassLoader());
  }

  private static INDArray random(DataType type, long... shape) {
    return Nd4j.rand(shape).muli(2).subi(1).castTo(type);
  }

  @Test
  void gradientsAreThoseOfDifferences() throws Exception {
    Class<?> net = compile("height = 5, width = 6", LAYERS);
    Nd4j.getRandom().setSeed(7);
    INDArray images = random(DataType.DOUBLE, 2, 3, 5, 6);
    INDArray byOutput = random(DataType.DOUBLE, 2, 3);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.DOUBLE, 5)) {
      Slopes.check(network, images, byOutput, 1, 1e-6);
    }
  }

  @Test
  void parametersAreNamedCountedSavedAndLoaded() throws Exception {
    Class<?> net = compile("height = 5, width = 6", LAYERS);
    Path file = directory.resolve("net.safetensors");
    INDArray images = random(DataType.FLOAT, 3, 3, 5, 6);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5);
        TrainingNetwork other = GeneratedNetworks.forTraining(net, DataType.FLOAT, 6);
        InferenceNetwork first = network.inference();
        InferenceNetwork fork = first.fork();
        InferenceNetwork second = other.inference()) {
      assertThat(network.parameterList())
          .extracting(Parameter::name)
          .contains("stem.custom.beta", "pairs.mix", "pairs.shift", "logits.beta");
      Weights.save(network, file);
      Weights.load(other, file);
      float[] expected = first.predict(images).dup().ravel().toFloatVector();
      assertThat(second.predict(images).dup().ravel().toFloatVector()).isEqualTo(expected);
      assertThat(fork.predict(images).dup().ravel().toFloatVector()).isEqualTo(expected);
    }
  }

  @Test
  void imagesOfAnySizePass() throws Exception {
    Class<?> net = compile("height = Input.ANY, width = Input.ANY", LAYERS);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5);
        InferenceNetwork inference = network.inference()) {
      for (int size : new int[] {8, 12, 8}) {
        INDArray images = random(DataType.FLOAT, 2, 3, size, size + 4);
        assertThat(inference.predict(images).shape()).containsExactly(2, 3);
        network.forward(images);
        network.backward(random(DataType.FLOAT, 2, 3));
        assertThat(network.gradients().maxNumber().doubleValue()).isFinite();
      }
    }
  }

  @Test
  void aClassThatMakesAnotherShapeIsToldWithFieldAndBothShapes() throws Exception {
    Class<?> net = compile("height = 5, width = 6", LAYERS.replace("{2, 0.5}", "{1, 0.5}"));
    assertThatThrownBy(() -> GeneratedNetworks.forTraining(net, DataType.FLOAT, 5).close())
        .hasStackTraceContaining("pairs: @Custom(")
        .hasStackTraceContaining("Pairs.outputShape makes [2, 5, 6] of [4, 5, 6]")
        .hasStackTraceContaining("the model was compiled for [2, 3, 3]");
  }

  /** Of a further use the gradients of weights are values like others, and added up. */
  @Test
  void sharedWeightsLearnOfEachUse() throws Exception {
    Class<?> net =
        compile(
            "height = 5, width = 6",
            """
              @Conv(out = 4, kernel = 3) Layer stem;
              @Custom(Swish.class) Layer once;
              @Shared("once") Layer again;
              @GlobalAvgPool @Linear(out = 3) Layer logits;
            """);
    INDArray images = random(DataType.DOUBLE, 2, 3, 5, 6);
    INDArray byOutput = random(DataType.DOUBLE, 2, 3);
    double[] expected = null;
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      try (TrainingNetwork network = GeneratedNetworks.forTraining(net, type, 5)) {
        network.forward(images.castTo(type));
        network.backward(byOutput.castTo(type));
        double[] gradients = network.gradients().toDoubleVector();
        expected = expected == null ? gradients : expected;
        assertThat(gradients).containsExactly(expected, within(1e-4));
      }
    }
    assertThat(Arrays.stream(expected).filter(g -> g != 0).count()).isGreaterThan(100);
  }

  private static final String OTHERS =
      """
        public static class Same implements CustomLayer {
          public void forward(Tensor input, Weights weights, Tensor output) {
            System.arraycopy(input.values(), 0, output.values(), 0, input.length());
          }
          public void backward(Tensor i, Weights w, Tensor o, Gradients g) {
            System.arraycopy(g.output().values(), 0, g.input().values(), 0, i.length());
          }
        }
        public static class Keeps extends Same {
          private final boolean[] isOn = new boolean[1000];
          @Override public void forward(Tensor input, Weights weights, Tensor output) {
            for (int i = 0; i < input.length(); i++) {
              isOn[i] = input.values()[i] > 0;
              output.values()[i] = isOn[i] ? input.values()[i] : 0;
            }
          }
          @Override public void backward(Tensor input, Weights w, Tensor o, Gradients g) {
            for (int i = 0; i < input.length(); i++)
              g.input().values()[i] = isOn[i] ? g.output().values()[i] : 0;
          }
        }
        public static class Constructor extends Same {
          public Constructor() { throw new IllegalArgumentException("mine"); }
        }
        public static class Shape extends Same {
          @Override public int[] outputShape(int[] in) { throw new ArithmeticException("mine"); }
        }
        public static class Forward extends Same {
          @Override public void forward(Tensor x, Weights w, Tensor y) {
            throw new UnsupportedOperationException("mine");
          }
        }
        public static class Backward extends Same {
          @Override public void backward(Tensor x, Weights w, Tensor y, Gradients g) {
            throw new NullPointerException("mine");
          }
        }
      """;

  private void step(String layer) throws Exception {
    Class<?> net =
        compile(
            "height = 5, width = 6",
            "@Conv(out = 4, kernel = 3) Layer stem; @Custom("
                + layer
                + ".class) Layer own; @GlobalAvgPool @Linear(out = 3) Layer logits;"
                + OTHERS);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5)) {
      network.forward(random(DataType.FLOAT, 2, 3, 5, 6));
      network.backward(random(DataType.FLOAT, 2, 3));
    }
  }

  /** Instead of gradients that are zero, or another image's. */
  @Test
  void aLayerThatRemembersItsForwardPassIsRefused() throws Exception {
    step("Same");
    assertThatThrownBy(() -> step("Keeps"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "'own: @Custom(Keeps.class)': Keeps.backward gives another gradient once forward has"
                + " seen the image: it must compute it");
  }

  @ParameterizedTest
  @CsvSource({
    "Constructor, the layer's constructor failed: java.lang.IllegalArgumentException: mine",
    "Shape, Shape.outputShape failed: java.lang.ArithmeticException: mine",
    "Forward, Forward.forward failed: java.lang.UnsupportedOperationException: mine",
    "Backward, Backward.backward failed: java.lang.NullPointerException: mine"
  })
  void whatALayerThrowsIsToldWithItsField(String layer, String reason) {
    assertThatThrownBy(() -> step(layer))
        .hasStackTraceContaining("'own: @Custom(" + layer + ".class)': " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Hidden; Hidden is not public -> declare it public",
        "Inner; it is an inner class -> declare it static",
        "String; it does not implement dev.skipjack.runtime.custom.CustomLayer",
        "Generic; it has type parameters",
        "CustomLayer; it is no class",
      })
  void whatIsWrongWithAClassIsTold(String name, String reason) {
    String layers =
        "@Custom("
            + name
            + ".class) @GlobalAvgPool @Linear(out = 2) Layer logits;\n"
            + "static class Hidden extends Swishes {} public class Inner extends Swishes {}\n"
            + "public static class Generic<T> extends Swishes {}\n"
            + "public static class Swishes implements CustomLayer {\n"
            + "public void forward(Tensor input, Weights weights, Tensor output) {}\n"
            + "public void backward(Tensor i, Weights w, Tensor o, Gradients g) {} }\n";
    Compilation compilation =
        javac()
            .withProcessors(new SkipjackProcessor())
            .compile(
                JavaFileObjects.forSourceString(
                    "good.Net", model("height = 4, width = 4", layers)));
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(null))
        .startsWith("[CUSTOM_CLASS] @Custom: " + name + " cannot be a layer: ")
        .contains(reason.split(" -> "));
  }

  /** Where a class lies is no matter of its weights; which one it is and its numbers are. */
  @Test
  void theArchitectureKnowsClassAndNumbers() {
    String text =
        "@Custom(value = Own.class, numbers = 2) @GlobalAvgPool @Linear(out = 2) Layer a;";
    List<String> fingerprints =
        Arrays.asList(
            fingerprint(text + own("Own")),
            fingerprint(text.replace("numbers = 2", "numbers = 3") + own("Own")),
            fingerprint(text.replace("Own", "Other") + own("Other")));
    assertThat(fingerprints).doesNotHaveDuplicates();
  }

  private static String fingerprint(String layers) {
    Graph graph =
        Graphs.ofSource(
            "Net",
            "package good; import dev.skipjack.annotations.*;"
                + " import dev.skipjack.runtime.custom.*;"
                + " @Model(input = @Input(channels = 3, height = 8, width = 8)) public class Net {"
                + layers
                + "}");
    assertThat(Cost.parameters(graph)).isEqualTo(3 * 2 + 2);
    return Architecture.fingerprint(graph);
  }

  private static String own(String name) {
    return """
        public static class %1$s implements CustomLayer {
          public %1$s(int number) {}
          public void forward(Tensor input, Weights weights, Tensor output) {}
          public void backward(Tensor i, Weights w, Tensor o, Gradients g) {}
        }
        """
        .formatted(name);
  }
}
