package dev.skipjack.runtime.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.parameters.Initializer;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.CsvRows;
import dev.skipjack.runtime.train.GradientClipping;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** On f(p) = Σ pᵢ²·(i+1)/2; the numbers are those of PyTorch's parameter groups: recipes.py. */
class ParameterGroupsTest {
  private static final int STEPS = 8;
  private static final int FROZEN_STEPS = 3;
  private static final double RATE = 0.1;
  private static final double[] START = {1, -2, 0.5, 0.7, -0.3, 2, -1, 0.1};

  private static final List<Parameter> PARAMETERS =
      List.of(
          parameter("features.weight", ParameterRole.TRAINABLE, 0, 3, 1),
          parameter("features.bias", ParameterRole.TRAINABLE, 3, 2),
          parameter("features.running_mean", ParameterRole.RUNNING, 0, 2),
          parameter("head.weight", ParameterRole.TRAINABLE, 5, 2, 1),
          parameter("head.bias", ParameterRole.TRAINABLE, 7, 1),
          parameter("head.running_mean", ParameterRole.RUNNING, 2, 1));

  private static Parameter parameter(String name, ParameterRole role, long first, long... shape) {
    return new Parameter(name, role, first, Initializer.constant(0), shape);
  }

  private static Optimizer optimizer(String name) {
    return switch (name) {
      case "sgd" -> Sgd.nesterov(0.9).weightDecay(0.05);
      case "adam" -> Adam.adam().weightDecay(0.05);
      default -> Adam.adamW().weightDecay(0.05);
    };
  }

  /** The steps of a training: gradients of what is frozen are dropped, then all are clipped. */
  private static double[] run(ParameterGroups groups, Freezing part, int steps) {
    INDArray parameters = Nd4j.createFromArray(START.clone());
    try (Optimizer.State state = groups.open(PARAMETERS, DataType.DOUBLE);
        GradientClipping.State clip = GradientClipping.byGlobalNorm(5).open(DataType.DOUBLE)) {
      INDArray gradients = Nd4j.create(DataType.DOUBLE, START.length);
      for (int step = 0; step < steps; step++) {
        if (step == FROZEN_STEPS) {
          part.unfreeze();
        }
        step(state, clip, parameters, gradients, RATE / (step + 1));
      }
    }
    return parameters.toDoubleVector();
  }

  private static void step(
      Optimizer.State state,
      GradientClipping.State clip,
      INDArray parameters,
      INDArray gradients,
      double rate) {
    for (int i = 0; i < START.length; i++) {
      gradients.putScalar(i, (i + 1) * parameters.getDouble(i));
    }
    state.dropUnused(gradients);
    double norm = clip.clip(gradients);
    assertThat(state.canOverflow(parameters, norm, rate)).isFalse();
    state.step(parameters, gradients, rate);
  }

  @ParameterizedTest
  @CsvSource({
    "sgd,no_decay", "sgd,slow_features", "sgd,frozen_features",
    "adam,no_decay", "adam,slow_features", "adam,frozen_features",
    "adamw,no_decay", "adamw,slow_features", "adamw,frozen_features"
  })
  void equalsPyTorch(String name, String rule) throws IOException {
    Freezing part = Freezing.of("features.*");
    ParameterGroups plain = ParameterGroups.of(optimizer(name));
    ParameterGroups groups =
        switch (rule) {
          case "no_decay" -> plain.noDecayOnBiasesAndBatchNorm();
          case "slow_features" -> plain.learningRate("features.*", 0.1);
          default -> plain.freeze(part);
        };
    double[] expected = CsvRows.of(ParameterGroupsTest.class, "optimizers.csv", name + " " + rule);
    assertThat(run(groups, part, STEPS))
        .containsExactly(expected, within(1e-7)); // 1e-6 in PyTorch's norm
  }

  /** Without rules it is the optimizer alone, to the bit. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "adamw"})
  void withoutRulesNothingChanges(String name) {
    INDArray alone = Nd4j.createFromArray(START.clone());
    INDArray grouped = alone.dup();
    INDArray gradients = Nd4j.create(DataType.DOUBLE, START.length);
    try (Optimizer.State one = optimizer(name).open(START.length, DataType.DOUBLE);
        Optimizer.State other =
            ParameterGroups.of(optimizer(name)).open(PARAMETERS, DataType.DOUBLE);
        GradientClipping.State clip = GradientClipping.none().open(DataType.DOUBLE)) {
      for (int step = 0; step < 5; step++) {
        step(one, clip, alone, gradients, RATE);
        step(other, clip, grouped, gradients, RATE);
      }
      assertThat(grouped).isEqualTo(alone);
    }
  }

  @Test
  void whatIsFrozenStaysToTheBit() {
    Freezing part = Freezing.of("features.*");
    double[] after = run(ParameterGroups.of(optimizer("adam")).freeze(part), part, FROZEN_STEPS);
    assertThat(Arrays.copyOf(after, 5)).isEqualTo(Arrays.copyOf(START, 5));
    assertThat(after[5]).isNotEqualTo(START[5]);
    Freezing none = Freezing.of("head.*");
    after = run(ParameterGroups.of(optimizer("sgd")).learningRate("features.*", 0), none, STEPS);
    assertThat(Arrays.copyOf(after, 5)).isEqualTo(Arrays.copyOf(START, 5));
    assertThat(after[5]).isNotEqualTo(START[5]);
  }

  @Test
  void statisticsStayIfAskedFor() {
    Freezing weights = Freezing.of("features.*");
    Freezing all = Freezing.of("features.*").withStatistics();
    try (Optimizer.State one =
            ParameterGroups.of(Sgd.plain()).freeze(weights).open(PARAMETERS, DataType.DOUBLE);
        Optimizer.State other =
            ParameterGroups.of(Sgd.plain()).freeze(all).open(PARAMETERS, DataType.DOUBLE)) {
      assertThat(one.frozenStatistics()).isEmpty();
      assertThat(other.frozenStatistics()).containsExactly(PARAMETERS.get(2));
      all.unfreeze();
      assertThat(other.frozenStatistics()).isEmpty();
    }
  }

  /** Neighbours of equal settings are stepped together; the later rule of a kind counts. */
  @Test
  void rangesAreAsLongAsTheyCanBe() {
    ParameterGroups groups = ParameterGroups.of(Sgd.plain());
    assertThat(groups.ranges(PARAMETERS)).hasSize(1);
    assertThat(groups.learningRate("features.*", 0.1).ranges(PARAMETERS))
        .extracting(ParameterGroups.Range::length)
        .containsExactly(5L, 3L);
    List<ParameterGroups.Range> ranges =
        groups
            .noDecayOnBiasesAndBatchNorm()
            .learningRate("*", 0.5)
            .learningRate("head.*", 2)
            .weightDecay("head.bias", 0.3)
            .ranges(PARAMETERS);
    assertThat(ranges).extracting(ParameterGroups.Range::first).containsExactly(0L, 3L, 5L, 7L);
    assertThat(ranges)
        .extracting(range -> range.settings().rateFactor())
        .containsExactly(0.5, 0.5, 2.0, 2.0);
    assertThat(ranges)
        .extracting(range -> range.settings().weightDecay())
        .containsExactly(null, 0.0, null, 0.3);
  }

  /** Every native array and context of ND4J takes a number, and so does asking for one. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void stepsMakeNothingNative(DataType type) {
    INDArray parameters = Nd4j.createFromArray(START.clone()).castTo(type);
    INDArray gradients = parameters.dup();
    Freezing part = Freezing.of("head.bias").withStatistics();
    ParameterGroups groups =
        ParameterGroups.of(Adam.adamW())
            .noDecayOnBiasesAndBatchNorm()
            .learningRate("features.*", 0.1)
            .freeze(part);
    try (Optimizer.State state = groups.open(PARAMETERS, type)) {
      long before = 0;
      for (int step = -2; step < 10; step++) {
        if (step == 0) {
          before = Nd4j.getDeallocatorService().nextValue();
        }
        gradients.data().put(0, 0.5f);
        state.dropUnused(gradients);
        assertThat(state.frozenStatistics()).isEmpty();
        assertThat(state.canOverflow(parameters, 1, 0.1)).isFalse();
        state.step(parameters, gradients, 0.1);
      }
      assertThat(Nd4j.getDeallocatorService().nextValue()).isEqualTo(before + 1);
    }
  }

  @Test
  void aStepOfAnyPartIsForeseen() {
    INDArray parameters = Nd4j.createFromArray(START.clone());
    ParameterGroups groups = ParameterGroups.of(Sgd.plain()).learningRate("head.*", 1e300);
    try (Optimizer.State state = groups.open(PARAMETERS, DataType.DOUBLE)) {
      assertThat(state.canOverflow(parameters, 1, 1)).isFalse();
      assertThat(state.canOverflow(parameters, 1, 1e10)).isTrue();
      assertThat(state.canOverflow(parameters, 1e10, 1)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam"})
  void goesOnWhereItWasSaved(String name) {
    Freezing part = Freezing.of("features.bias");
    ParameterGroups groups =
        ParameterGroups.of(optimizer(name)).noDecayOnBiasesAndBatchNorm().freeze(part);
    INDArray parameters = Nd4j.createFromArray(START.clone());
    INDArray gradients = Nd4j.create(DataType.DOUBLE, START.length);
    try (Optimizer.State one = groups.open(PARAMETERS, DataType.DOUBLE);
        Optimizer.State two = groups.open(PARAMETERS, DataType.DOUBLE);
        GradientClipping.State clip = GradientClipping.none().open(DataType.DOUBLE)) {
      for (int step = 0; step < 3; step++) {
        step(one, clip, parameters, gradients, RATE);
      }
      INDArray other = parameters.dup();
      Map<String, INDArray> saved = new TreeMap<>();
      one.tensors().forEach((key, tensor) -> saved.put(key, tensor.dup()));
      Map<String, Double> numbers = one.numbers();
      assertThat(saved.keySet()).anyMatch(key -> key.startsWith("3+2."));
      two.tensors().forEach((key, tensor) -> tensor.assign(saved.get(key)));
      two.restore(numbers);
      part.unfreeze();
      for (int step = 0; step < 3; step++) {
        step(one, clip, parameters, gradients, RATE);
        step(two, clip, other, gradients, RATE);
      }
      assertThat(other).isEqualTo(parameters);
      assertThatThrownBy(() -> two.restore(Map.of("0+8.steps", 3.0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("they were other groups");
    }
  }

  /** A checkpoint compares it. */
  @Test
  void theyAreWhatTheySay() {
    ParameterGroups groups =
        ParameterGroups.of(Sgd.plain())
            .noDecayOnBiasesAndBatchNorm()
            .learningRate("features.*", 0.1)
            .freeze(Freezing.of("a.*", "b"));
    assertThat(groups)
        .hasToString(
            Sgd.plain()
                + "; of one dimension (biases, batch norm): weight decay 0.0"
                + "; 'features.*': rate times 0.1; 'a.*', 'b': frozen for a while");
  }

  @Test
  void rulesThatCannotBeAreRefused() {
    ParameterGroups groups = ParameterGroups.of(Sgd.plain());
    assertThatThrownBy(() -> groups.learningRate("feature.*", 0.1).open(PARAMETERS, DataType.FLOAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no parameter is named 'feature.*'; names are for instance")
        .hasMessageContaining("'features.weight', 'features.bias'");
    assertThatThrownBy(() -> groups.learningRate("*", -1))
        .hasMessage("the factor of a learning rate must be at least 0, got -1.0");
    assertThatThrownBy(() -> groups.weightDecay("*", -1))
        .hasMessage("weight decay must be at least 0, got -1.0");
    assertThatThrownBy(Freezing::of).hasMessageStartingWith("say which parameters");
    assertThatThrownBy(() -> groups.open(8, DataType.FLOAT))
        .hasMessage("parameter groups need names: open them with the network's parameterList()");
    Optimizer own = (length, type) -> null;
    assertThatThrownBy(() -> ParameterGroups.of(own).noDecayOnBiasesAndBatchNorm())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("has no weight decay: leave its rules out");
  }
}
