package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.KernelChoice;
import dev.skipjack.runtime.kernel.simd.SimdProvider;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterStore;
import java.lang.reflect.Constructor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * With the layouts that the compiler chooses every kernel of every network's training is a fast
 * one. Kernels are asked for, not run: parameters are zero. The networks of more parameters, whose
 * zeros take seconds, are asked with {@code -Dskipjack.networks=all}; they have the same layers.
 */
class TrainingKernelsTest {
  private static final long MOST_PARAMETERS = 30_000_000;

  static List<Class<?>> models() {
    return NetworksTest.models();
  }

  @ParameterizedTest
  @MethodSource("models")
  void areFastInTheLayoutsChosen(Class<?> model) throws ReflectiveOperationException {
    assumeTrue(new SimdProvider().unavailableReason(DataType.FLOAT).isEmpty());
    List<Parameter> parameters = parameters(model);
    assumeTrue(
        parameters.stream().mapToLong(Parameter::length).sum() <= MOST_PARAMETERS
            || "all".equals(System.getProperty("skipjack.networks")));
    try (TrainingNetwork network = training(model, parameters)) {
      assertThat(network.kernels())
          .isNotEmpty()
          .extracting(KernelChoice::provider)
          .containsOnly("simd");
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Parameter> parameters(Class<?> model) throws ReflectiveOperationException {
    return (List<Parameter>)
        Class.forName(model.getName() + "Network").getMethod("parameters").invoke(null);
  }

  private static TrainingNetwork training(Class<?> model, List<Parameter> parameters)
      throws ReflectiveOperationException {
    Constructor<?> constructor =
        Class.forName(model.getName() + "Training")
            .getDeclaredConstructor(ParameterStore.class, long.class);
    constructor.setAccessible(true);
    ParameterStore zeros = new ParameterStore(parameters, DataType.FLOAT);
    return (TrainingNetwork) constructor.newInstance(zeros, 1L);
  }
}
