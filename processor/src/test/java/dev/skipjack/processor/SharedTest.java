package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.processor.ir.Cost;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code @Shared}: one field's weights in several places. */
@Tag("exhaustive")
@Tag("computes")
class SharedTest {
  private static final String LAYERS =
      """
      @Conv(out = 4, kernel = 3) @BatchNorm @Tanh Layer stem;
      @AvgPool(kernel = 2) Layer half;
      @From("stem") @Conv(out = 4, kernel = 3) @BatchNorm @Tanh Layer tower;
      @From("half") @Shared("tower") Layer tower2;
      @From("tower") @Name("towers.head") @Repeat(block = Head.class, times = 2, out = 4) Layer head;
      @From("tower2") @Shared("head") Layer head2;
      @From("tower2") @Shared("head2") Layer head3;
      @From("head") @GlobalAvgPool Layer a;
      @From("head2") @GlobalAvgPool @Add("a") Layer b;
      @From("head3") @GlobalAvgPool @Add("b") @Linear(out = 3) Layer middle;
      @Linear(out = 3) Layer linear;
      @Shared("linear") Layer logits;
      @Block static class Head {
        @Conv(out = Param.OUT, kernel = 3, bias = true) @Tanh Layer conv;
      }
      """;

  private static final String SOURCE =
      "package good; import dev.skipjack.annotations.*;"
          + " @Model(input = @Input(channels = 3, height = 6, width = 4)) class Net {\n"
          + LAYERS
          + "}";

  private static INDArray random(DataType type, long... shape) {
    return Nd4j.rand(shape).muli(2).subi(1).castTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "none"})
  void whatUsesContributeToAGradientAddsUp(String passes) throws Exception {
    Class<?> net = new CompiledModel(SOURCE, passes).load(SharedTest.class.getClassLoader());
    gradientsAreSlopes(net, 3, 6, 4);
  }

  private static void gradientsAreSlopes(Class<?> net, int channels, int height, int width) {
    Nd4j.getRandom().setSeed(7);
    INDArray images = random(DataType.DOUBLE, 2, channels, height, width);
    INDArray byOutput = random(DataType.DOUBLE, 2, 3);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.DOUBLE, 5)) {
      Slopes.check(network, images, byOutput, 1, 1e-6);
    }
  }

  /** Attention's weights for distances, too, where both maps have one size. */
  @Test
  void relativePositionsAreShared() throws Exception {
    String source =
        """
        package good; import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 4, height = 3, width = 2)) class Net {
          @Attention(heads = 2, relativePosition = true) @Tanh Layer first;
          @Conv(out = 4, kernel = 1) Layer between;
          @Shared("first") Layer second;
          @GlobalAvgPool @Linear(out = 3) Layer logits;
        }
        """;
    Class<?> net = new CompiledModel(source, "all").load(SharedTest.class.getClassLoader());
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5)) {
      assertThat(network.parameterList())
          .extracting(Parameter::name)
          .doesNotHaveDuplicates()
          .contains("first.relative_position_bias_table")
          .noneMatch(name -> name.startsWith("second"));
    }
    gradientsAreSlopes(net, 4, 3, 2);
  }

  /** On the fast kernels, with what passes make of it. */
  @Test
  void allPassesAndKernelsAgree() throws Exception {
    Nd4j.getRandom().setSeed(7);
    INDArray[] arrays = {random(DataType.FLOAT, 5, 3, 6, 4), random(DataType.FLOAT, 5, 3)};
    INDArray[] exact = {arrays[0].castTo(DataType.DOUBLE), arrays[1].castTo(DataType.DOUBLE)};
    ClassLoader loader = SharedTest.class.getClassLoader();
    Map<String, double[]> expected =
        new OneStep().apply(new CompiledModel(SOURCE, "none").load(loader), exact);
    Map<String, double[]> actual =
        new OneStep().apply(new CompiledModel(SOURCE, "all").load(loader), arrays);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) ->
            assertThat(actual.get(name)).as(name).containsExactly(values, within(1e-3)));
  }

  @Test
  void weightsAreCountedAndNamedOnce() throws Exception {
    Graph graph = Graphs.ofSource("Net", SOURCE);
    long convolution = 4 * 4 * 9;
    long stem = 3 * 4 * 9 + 8;
    long tower = convolution + 8;
    long head = 2 * (convolution + 4);
    long linear = (4 * 3 + 3) + (3 * 3 + 3);
    assertThat(Cost.parameters(graph)).isEqualTo(stem + tower + head + linear);
    assertThat(Cost.multiplyAdds(graph))
        .isEqualTo(
            (3 * 4 * 9 + convolution + 2 * convolution) * 24L // stem, tower, head
                + 5 * convolution * 6 // on half of the size: tower2, head2, head3
                + 12
                + 9
                + 9);
    Class<?> net = new CompiledModel(SOURCE, "all").load(SharedTest.class.getClassLoader());
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5)) {
      assertThat(network.parameterList())
          .extracting(Parameter::name)
          .doesNotHaveDuplicates()
          .contains("tower.conv.weight", "towers.head.1.conv.weight", "linear.weight")
          .noneMatch(name -> name.matches("(tower2|head2|head3|logits).*"));
    }
  }

  /** A bias is the weights', whatever follows the second use. */
  @Test
  void aSharedConvolutionHasABiasIfTheFirstHas() {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 3, kernel = 3) Layer first;
            @Relu Layer relu;
            @Shared("first") Layer second;
            @BatchNorm Layer norm;
            @GlobalAvgPool @Linear(out = 2) Layer logits;
            """);
    assertThat(Cost.parameters(graph)).isEqualTo(3 * 3 * 9 + 3 + 6 + 8);
  }

  @Test
  void parametersOfPlacedModelsAreSharedToo() {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 3, kernel = 1) @Relu Layer other;
            @From("input") @Backbone(Body.class) Layer left;
            @From("other") @Shared("left") Layer right;
            @Add("left") @GlobalAvgPool @Linear(out = 2) Layer logits;
            @Model(input = @Input(channels = 3, height = 8, width = 8))
            static class Body {
              @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
              @Residual(blocks = 1, out = 4) Layer stage;
              @GlobalAvgPool @Linear(out = 2) Layer logits;
            }
            """);
    assertThat(graph.parameters()).extracting(p -> p.weightName()).doesNotHaveDuplicates();
    assertThat(Cost.parameters(graph))
        .isEqualTo(3 * 3 + 3 + 3 * 4 * 9 + 8 + 2 * (4 * 4 * 9 + 8) + 4 * 2 + 2);
  }
}
