package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Several threads predict at once, each with a fork of its own. */
class ForkTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 10;

  private static final String FORCED = System.getProperty(Kernels.PROPERTY);

  static Stream<Arguments> providersAndNetworks() {
    return Kernels.providers().stream()
        .filter(provider -> provider.unavailableReason(DataType.FLOAT).isEmpty())
        .map(KernelProvider::name)
        .flatMap(
            provider ->
                Stream.of(
                        ExampleNetwork.LENET5,
                        ExampleNetwork.RESNET20,
                        ExampleNetwork.DENSENET_BC_22)
                    .map(example -> Arguments.of(provider, example)));
  }

  @AfterEach
  void restoreProperty() {
    if (FORCED == null) {
      System.clearProperty(Kernels.PROPERTY);
    } else {
      System.setProperty(Kernels.PROPERTY, FORCED);
    }
  }

  /** Parameters that changed have changed for all of them. */
  @ParameterizedTest
  @MethodSource("providersAndNetworks")
  void threadsGetWhatOneThreadGets(String provider, ExampleNetwork example) throws Exception {
    System.setProperty(Kernels.PROPERTY, provider);
    List<INDArray> images = new ArrayList<>();
    List<InferenceNetwork> forks = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (TrainingNetwork training = example.train(1);
        InferenceNetwork network = training.inference()) {
      for (int i = 0; i < THREADS; i++) {
        images.add(Nd4j.rand(DataType.FLOAT, 1 + i % 3, training.inputChannels(), 32, 32));
        forks.add(network.fork());
      }
      training.forward(images.get(2)); // moves the running statistics
      float[][] first = predictions(network, images);
      float tolerance = provider.equals("simd") ? 0 : 1e-6f;
      check(threads, forks, images, first, tolerance);
      network.parameters().muli(0.75);
      float[][] second = predictions(network, images);
      assertThat(second[0]).isNotEqualTo(first[0]);
      check(threads, forks, images, second, tolerance);
    } finally {
      threads.shutdown();
      forks.forEach(InferenceNetwork::close);
    }
  }

  private static float[][] predictions(InferenceNetwork network, List<INDArray> images) {
    return images.stream().map(x -> values(network.predict(x))).toArray(float[][]::new);
  }

  private static float[] values(INDArray predicted) {
    return predicted.dup().data().asFloat();
  }

  private static void check(
      ExecutorService threads,
      List<InferenceNetwork> forks,
      List<INDArray> images,
      float[][] expected,
      float tolerance)
      throws Exception {
    List<Callable<List<float[]>>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      InferenceNetwork fork = forks.get(i);
      INDArray x = images.get(i);
      tasks.add(() -> Stream.generate(() -> values(fork.predict(x))).limit(ROUNDS).toList());
    }
    List<Future<List<float[]>>> results = threads.invokeAll(tasks);
    for (int i = 0; i < THREADS; i++) {
      for (float[] actual : results.get(i).get()) {
        assertThat(actual).as("thread " + i).containsExactly(expected[i], within(tolerance));
      }
    }
  }
}
