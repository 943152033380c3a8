package dev.skipjack.runtime.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.PixelNetwork;
import dev.skipjack.runtime.train.WeightAverage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ExponentialMovingAverageTest {
  private static PixelNetwork network(DataType type) {
    return new PixelNetwork(ParameterRole.TRAINABLE, 3, type, 1);
  }

  /** Weights and statistics, against timm's loop over numbers. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isThatOfTimm(boolean warmUp) {
    ExponentialMovingAverage average = new ExponentialMovingAverage(0.9, warmUp);
    try (PixelNetwork network = network(DataType.DOUBLE);
        WeightAverage.State state = average.open(network)) {
      double[] expected = network.parameters().toDoubleVector();
      double statistic = network.runningStatistics().getDouble(0);
      for (int step = 1; step <= 40; step++) {
        network.parameters().muli(1.1).addi(0.01 * step);
        network.runningStatistics().addi(step);
        state.stepEnds();
        double decay = warmUp ? Math.min(0.9, (1.0 + step) / (10 + step)) : 0.9;
        for (int i = 0; i < expected.length; i++) {
          expected[i] = decay * expected[i] + (1 - decay) * network.parameters().getDouble(i);
        }
        statistic = decay * statistic + (1 - decay) * network.runningStatistics().getDouble(0);
      }
      assertThat(state.network().parameters().toDoubleVector())
          .containsExactly(expected, within(1e-9));
      assertThat(state.network().runningStatistics().getDouble(0))
          .isCloseTo(statistic, within(1e-9));
    }
  }

  /** The average predicts with its own weights, and goes on doing so as they change. */
  @Test
  void isANetworkOfItsOwn() {
    INDArray images = Nd4j.ones(DataType.DOUBLE, 1, 1, 2, 2);
    try (PixelNetwork network = network(DataType.DOUBLE);
        WeightAverage.State state = ExponentialMovingAverage.of(0.5).open(network)) {
      INDArray before = state.network().predict(images).dup();
      network.parameters().addi(2);
      assertThat(state.network().predict(images)).isEqualTo(before);
      state.stepEnds(); // each weight by 1, four pixels
      assertThat(state.network().predict(images).sub(before).toDoubleVector())
          .containsExactly(new double[] {4, 4, 4}, within(1e-12));
    }
  }

  @Test
  void whatDoesNotChangeStaysToTheBit() {
    try (PixelNetwork network = network(DataType.FLOAT);
        WeightAverage.State state = ExponentialMovingAverage.of(0.999).open(network)) {
      float[] before = network.parameters().toFloatVector();
      for (int step = 0; step < 100; step++) {
        state.stepEnds();
      }
      assertThat(state.network().parameters().toFloatVector()).isEqualTo(before);
    }
  }

  /** Every native array and context of ND4J takes a number, and so does asking for one. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void stepsMakeNothingNative(DataType type) {
    try (PixelNetwork network = network(type);
        WeightAverage.State state = ExponentialMovingAverage.of(0.9).open(network)) {
      state.stepEnds();
      long before = Nd4j.getDeallocatorService().nextValue();
      for (int step = 0; step < 10; step++) {
        state.stepEnds();
      }
      assertThat(Nd4j.getDeallocatorService().nextValue()).isEqualTo(before + 1);
    }
  }

  @Test
  void goesOnWhereItWasSaved() {
    ExponentialMovingAverage average = ExponentialMovingAverage.of(0.9).withWarmUp();
    try (PixelNetwork network = network(DataType.DOUBLE);
        WeightAverage.State one = average.open(network)) {
      for (int step = 0; step < 3; step++) {
        network.parameters().muli(1.5);
        one.stepEnds();
      }
      try (WeightAverage.State two = average.open(network)) {
        one.tensors().forEach((name, tensor) -> two.tensors().get(name).assign(tensor));
        two.restore(one.numbers());
        network.parameters().muli(1.5);
        one.stepEnds();
        two.stepEnds();
        assertThat(two.network().parameters()).isEqualTo(one.network().parameters());
        assertThat(two.numbers()).isEqualTo(one.numbers()).isEqualTo(Map.of("steps", 4.0));
        assertThatThrownBy(() -> two.restore(Map.of()))
            .hasMessage("a moving average remembers how many 'steps' it saw, got {}");
      }
    }
  }

  @Test
  void aDecayOutOfRangeIsRefused() {
    assertThatThrownBy(() -> ExponentialMovingAverage.of(1))
        .hasMessage("the decay of a moving average must be in [0, 1), got 1.0");
  }
}
