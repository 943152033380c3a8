package dev.skipjack.examples.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.parameters.Parameter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The experiments of docs/story.md compare what they say they compare. */
class StoryTest {
  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class PlainTwo {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @Repeat(block = PlainUnit.class, times = 2, out = 4)
    Layer stage1;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class PlainOne {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @Repeat(block = PlainUnit.class, times = 1, out = 4)
    Layer stage1;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class ResidualTwo {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @Residual(blocks = 2, out = 4)
    Layer stage1;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 8, width = 8))
  static class ResidualOne {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @Residual(blocks = 1, out = 4)
    Layer stage1;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        pair(
            "plain",
            StoryTest_PlainTwoNetwork::forTraining,
            StoryTest_PlainOneNetwork::forTraining),
        pair(
            "residual",
            StoryTest_ResidualTwoNetwork::forTraining,
            StoryTest_ResidualOneNetwork::forTraining));
  }

  private static Arguments pair(
      String name, LongFunction<TrainingNetwork> two, LongFunction<TrainingNetwork> one) {
    return Arguments.of(name, two, one);
  }

  /** Two units of which one was taken out compute what one unit computes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void aUnitIsTakenOut(
      String name, LongFunction<TrainingNetwork> openTwo, LongFunction<TrainingNetwork> openOne) {
    Nd4j.getRandom().setSeed(4);
    INDArray images = Nd4j.randn(DataType.FLOAT, 6, 3, 8, 8);
    try (TrainingNetwork two = openTwo.apply(1);
        TrainingNetwork one = openOne.apply(2);
        InferenceNetwork whole = two.inference();
        InferenceNetwork expected = one.inference()) {
      two.forward(images); // so that the running statistics are of something
      for (Parameter parameter : one.parameterList()) {
        one.tensor(parameter).assign(two.tensor(named(two, parameter.name())));
      }
      float[] right = expected.predict(images).dup().data().asFloat();
      assertThat(whole.predict(images).dup().data().asFloat()).isNotEqualTo(right);
      new UnitRemoval(two).remove("stage1.1");
      float[] without = whole.predict(images).dup().data().asFloat();
      for (int i = 0; i < right.length; i++) {
        assertThat(without[i]).isCloseTo(right[i], within(1e-4f));
      }
    }
  }

  private static Parameter named(TrainingNetwork network, String name) {
    return network.parameterList().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsComparedHasAsManyParameters() {
    long[] dense =
        Stream.<LongFunction<TrainingNetwork>>of(
                DenseNowhereNetwork::forTraining,
                DenseEarlyNetwork::forTraining,
                DenseLateNetwork::forTraining,
                DenseEverywhereNetwork::forTraining)
            .mapToLong(StoryTest::parameters)
            .toArray();
    double most = LongStream.of(dense).max().orElseThrow();
    double fewest = LongStream.of(dense).min().orElseThrow();
    assertThat(most / fewest - 1).isLessThan(0.003);
    assertThat(parameters(Residual32Network::forTraining))
        .isEqualTo(parameters(Plain32Network::forTraining))
        .isEqualTo(parameters(StochasticDepth32Network::forTraining))
        .isEqualTo(464_154); // ResNet-32
  }

  private static long parameters(LongFunction<TrainingNetwork> open) {
    try (TrainingNetwork network = open.apply(1)) {
      return network.parameters().length();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP_CONNECTIONS, stage3.4",
    "DENSE_CONNECTIONS, everywhere",
    "BATCH_NORM, 'without, 0.01'",
    "AUGMENTATION, flip and shift"
  })
  void experimentsPrintTheirTable(Experiment experiment, String lastRow) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Images noise = Images.of(noise());
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    experiment.run(new Setting(noise, noise, 1, List.of(1L), List.of(), out));
    String[] lines = printed.toString(StandardCharsets.UTF_8).split("\n");
    assertThat(lines[lines.length - 1]).startsWith("| " + lastRow);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("| parameters | multiply-adds |");
  }

  @Test
  void anUnknownRowIsExplained() {
    Images noise = Images.of(noise());
    Setting setting = new Setting(noise, noise, 1, List.of(1L), List.of("flop"), System.out);
    assertThatThrownBy(() -> Experiment.AUGMENTATION.run(setting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'flop' is none of [none, flip and shift]");
  }

  @Test
  void onlyATrainingThatDivergesIsARowWithoutNumbers() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Images noise = Images.of(noise());
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Setting setting = new Setting(noise, noise, 4, List.of(1L), List.of(), out);
    compare(setting, 1e40, images -> images);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains(
            "a step of rate 1.00e+38",
            "could lead the weights of Vgg14",
            "| VGG (1 of 1 diverged) |");
    Augmentation broken =
        (image, result, channels, height, width, random) -> {
          throw new IllegalStateException("broken lens");
        };
    assertThatThrownBy(() -> compare(setting, 0.1, images -> images.augment(broken)))
        .hasRootCauseMessage("broken lens");
  }

  private static void compare(
      Setting setting, double learningRate, UnaryOperator<Images> augmentation) {
    Variant variant =
        new Variant("VGG", Vgg14.class, Vgg14Network::forTraining, learningRate, augmentation);
    new VariantComparison(setting, List.of(variant)).run((which, network) -> {});
  }

  private static ImageSet noise() {
    byte[] pixels = new byte[20 * 3 * 32 * 32];
    byte[] labels = new byte[20];
    new SplittableRandom(1).nextBytes(pixels);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 2);
    }
    return new ImageSet("noise", 3, 32, 32, pixels, labels, List.of("even", "odd"));
  }
}
