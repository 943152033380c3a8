package dev.skipjack.examples;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.AvgPool;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Freeze;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LeakyRelu;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Sigmoid;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Tanh;
import dev.skipjack.annotations.Transition;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The generated gradient of whole networks against central differences of their forward pass. */
class BlocksTest {
  @Model(input = @Input(channels = 2, height = 8, width = 8))
  static class Dense {
    @Conv(out = 4, kernel = 3)
    Layer stem;

    @DenseBlock(layers = 3, growth = 2)
    Layer dense1;

    @Transition Layer down;

    @DenseBlock(layers = 2, growth = 3, bottleneck = 0)
    Layer dense2;

    @BatchNorm @Relu @GlobalAvgPool Layer features;

    @Linear(out = 3)
    Layer logits;
  }

  @Model(input = @Input(channels = 2, height = 8, width = 8))
  static class Shortcuts {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @Residual(blocks = 2, out = 4)
    Layer identity;

    @Residual(blocks = 1, out = 6, stride = 2)
    Layer projected;

    @Residual(blocks = 1, out = 8, stride = 2, shortcut = Shortcut.ZERO_PAD)
    Layer padded;

    @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 1, out = 2, shortcut = Shortcut.CONV)
    Layer bottleneck;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }

  @Block
  static class Unit {
    @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE)
    @BatchNorm
    @Relu
    Layer conv1;

    @Conv(out = Param.OUT, kernel = 3)
    @BatchNorm
    Layer conv2;

    @Skip(from = Skip.INPUT)
    @Relu
    Layer sum;
  }

  @Model(input = @Input(channels = 2, height = 9, width = 7))
  static class Wiring {
    @Conv(out = 4, kernel = 3, dilation = 2, groups = 2)
    @LeakyRelu(0.2)
    Layer stem;

    @Repeat(block = Unit.class, times = 2, out = 6, stride = 2)
    Layer stage;

    @From("stem")
    @MaxPool(kernel = 2, ceilMode = true)
    @Conv(out = 6, kernel = 1)
    @Tanh
    Layer side;

    @Add("stage")
    Layer sum;

    @Concat({"stage", "side"})
    @Sigmoid
    Layer wide;

    @AvgPool(kernel = 2, ceilMode = true)
    @Flatten
    @Linear(out = 3, bias = false)
    Layer logits;
  }

  @Model(input = @Input(channels = 2, height = 6, width = 6))
  static class Frozen {
    @Conv(out = 3, kernel = 3)
    Layer stem;

    @Freeze @BatchNorm @Relu Layer norm;

    @Freeze
    @Conv(out = 4, kernel = 3, bias = true)
    @Tanh
    Layer conv;

    @Flatten
    @Linear(out = 3)
    Layer logits;
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        of("dense", BlocksTest_DenseNetwork::forTraining),
        of("shortcuts", BlocksTest_ShortcutsNetwork::forTraining),
        of("wiring", BlocksTest_WiringNetwork::forTraining),
        of("frozen", BlocksTest_FrozenNetwork::forTraining));
  }

  private static Arguments of(String name, BiFunction<DataType, Long, TrainingNetwork> open) {
    return Arguments.of(name, open);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void gradientsAreThoseOfTheForwardPass(
      String name, BiFunction<DataType, Long, TrainingNetwork> open) {
    Nd4j.getRandom().setSeed(3);
    try (TrainingNetwork network = open.apply(DataType.DOUBLE, 5L)) {
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
}
