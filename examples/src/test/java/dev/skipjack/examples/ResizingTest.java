package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.annotations.AdaptiveAvgPool;
import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Freeze;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Init;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.LocalResponseNorm;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.StochasticDepth;
import dev.skipjack.annotations.Transition;
import dev.skipjack.annotations.Upsample;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks whose maps shrink and grow, and those whose branches are dropped. */
class ResizingTest {
  @Block
  static class Bottleneck {
    @Conv(out = Param.WIDTH, kernel = 1)
    @BatchNorm
    @Relu
    Layer narrow;

    @Conv(out = Param.OUT, kernel = 3)
    @BatchNorm
    Layer wide;

    @Skip(from = Skip.INPUT)
    @Relu
    Layer sum;
  }

  /** Down and up again as FC-DenseNet, only what was grown on the way up. */
  @Model(input = @Input(channels = 2, height = 10, width = 8))
  static class Tiramisu {
    @Conv(out = 4, kernel = 3)
    Layer stem;

    @DenseBlock(layers = 2, growth = 2, bottleneck = 0, bias = true)
    Layer dense1;

    @Transition(compression = 1, pool = Transition.Pool.MAX, bias = true)
    Layer down;

    @DenseBlock(layers = 3, growth = 2, bottleneck = 2, newOnly = true)
    Layer middle;

    @ConvTranspose(out = 6, kernel = 3, stride = 2)
    @Crop(like = "dense1")
    @Concat("dense1")
    Layer up;

    @DenseBlock(layers = 2, growth = 3, bottleneck = 0, newOnly = true)
    Layer dense2;

    @BatchNorm @Relu @GlobalAvgPool Layer features;

    @Linear(out = 3)
    Layer logits;
  }

  @Model(input = @Input(channels = 2, height = 9, width = 7))
  static class Sizes {
    @Conv(out = 4, kernel = 3)
    @LocalResponseNorm(size = 3, alpha = 0.7, k = 0.5)
    @Relu
    Layer stem;

    @Conv(out = 4, kernel = 3, stride = 2)
    @BatchNorm
    @Relu
    Layer half;

    @ConvTranspose(out = 4, kernel = 3, stride = 2, padding = 1, outputPadding = 1)
    @BatchNorm
    @Relu
    @Crop(like = "stem", offset = 0)
    Layer up;

    @From("half")
    @Upsample(like = "stem", mode = Upsample.Mode.BILINEAR)
    @Add("up")
    Layer sum;

    @Freeze
    @Init(Init.Scheme.BILINEAR)
    @ConvTranspose(out = 4, kernel = 4, stride = 2, padding = 1, bias = false)
    @Crop(like = Crop.INPUT)
    @Concat("stem")
    Layer filter;

    @Repeat(block = Bottleneck.class, out = 8, width = 3)
    Layer unit;

    @Upsample(scale = 2)
    @AdaptiveAvgPool(5)
    Layer pooled;

    @AdaptiveAvgPool(5)
    @Flatten
    @Linear(out = 3)
    Layer logits;
  }

  /** As good as never dropped. */
  @Model(input = @Input(channels = 2, height = 6, width = 6))
  @StochasticDepth(lastSurvival = 1 - 1e-12)
  static class Kept {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @Residual(blocks = 2, out = 6, stride = 2)
    Layer stage;

    @Conv(out = 6, kernel = 3)
    @Skip(from = "stage")
    Layer unit;

    @Flatten
    @Linear(out = 3)
    Layer logits;
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        of("tiramisu", ResizingTest_TiramisuNetwork::forTraining),
        of("sizes", ResizingTest_SizesNetwork::forTraining),
        of("kept", ResizingTest_KeptNetwork::forTraining));
  }

  private static Arguments of(String name, BiFunction<DataType, Long, TrainingNetwork> open) {
    return Arguments.of(name, open);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientsAreThoseOfTheForwardPass(
      String name, BiFunction<DataType, Long, TrainingNetwork> open) {
    try (TrainingNetwork network = open.apply(DataType.DOUBLE, 5L)) {
      Nd4j.getRandom().setSeed(3);
      INDArray images =
          Nd4j.randn(
              DataType.DOUBLE,
              3,
              network.inputChannels(),
              network.inputHeight(),
              network.inputWidth());
      INDArray weights = Nd4j.randn(DataType.DOUBLE, 3, network.classes());
      network
          .parameters()
          .addi(Nd4j.randn(DataType.DOUBLE, network.parameters().shape()).muli(0.1));
      CentralDifferences.of(network, images, List.of(weights)).check();
    }
  }

  @Model(input = @Input(channels = 3, height = 4, width = 4))
  @StochasticDepth(lastSurvival = 0.25)
  static class EachImage {
    @Conv(out = 3, kernel = 3)
    @Skip(from = Skip.INPUT)
    Layer unit;

    @Flatten Layer logits;
  }

  @Model(input = @Input(channels = 3, height = 4, width = 4))
  @StochasticDepth(lastSurvival = 0.25, mode = StochasticDepth.Mode.BATCH)
  static class WholeBatch {
    @Conv(out = 3, kernel = 3)
    @Skip(from = Skip.INPUT)
    Layer unit;

    @Flatten Layer logits;
  }

  /** The branch counts once while predicting, and four times or not at all while training. */
  @Test
  void branchesAreDroppedImageByImage() {
    try (TrainingNetwork network = ResizingTest_EachImageNetwork.forTraining(DataType.DOUBLE, 7L);
        InferenceNetwork inference = network.inference()) {
      assertThat(kept(network, inference, 400)).isBetween(60L, 140L);
    }
  }

  @Test
  void branchesAreDroppedWithTheBatch() {
    try (TrainingNetwork network = ResizingTest_WholeBatchNetwork.forTraining(DataType.DOUBLE, 7L);
        InferenceNetwork inference = network.inference()) {
      long batches = 0;
      for (int i = 0; i < 200; i++) {
        long kept = kept(network, inference, 5);
        assertThat(kept).isIn(0L, 5L);
        batches += kept / 5;
      }
      assertThat(batches).isBetween(25L, 80L);
    }
  }

  /**
   * Of how many images the branch is kept; those have a gradient of the weights, the others none.
   */
  private static long kept(TrainingNetwork network, InferenceNetwork inference, int images) {
    INDArray x = Nd4j.randn(DataType.DOUBLE, images, 3, 4, 4);
    INDArray shortcut = x.reshape('c', images, 48);
    INDArray branch = inference.predict(x).sub(shortcut);
    INDArray trained = network.forward(x).sub(shortcut);
    long kept = 0;
    for (int i = 0; i < images; i++) {
      double factor = trained.getDouble(i, 0) / branch.getDouble(i, 0);
      double rounded = factor > 2 ? 4 : 0;
      INDArray expected = branch.getRow(i).mul(rounded);
      assertThat(trained.getRow(i).sub(expected).norm2Number().doubleValue()).isLessThan(1e-9);
      kept += factor > 2 ? 1 : 0;
    }
    network.backward(Nd4j.ones(DataType.DOUBLE, images, 48));
    assertThat(network.gradients().amaxNumber().doubleValue() > 0).isEqualTo(kept > 0);
    return kept;
  }
}
