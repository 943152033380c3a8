package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.examples.networks.classic.LeNet5Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One network that several threads use, which they must not: told, never wrong, never a crash. */
class SharedNetworkTest {
  private static final int THREADS = 16;
  private static final int ROUNDS = 200;
  private static final int CLOSES = Integer.getInteger("skipjack.closes", 100);

  private static INDArray images(int seed) {
    float[] pixels = new float[2 * 32 * 32];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return Nd4j.createFromArray(pixels).reshape(2, 1, 32, 32);
  }

  private static <T> List<T> inThreads(int threads, Callable<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(executor.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void whatAThreadPredictsIsRightOrRefused() throws Exception {
    try (TrainingNetwork training = LeNet5Network.forTraining(1);
        InferenceNetwork shared = training.inference()) {
      AtomicInteger seeds = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      List<Integer> right =
          inThreads(
              THREADS,
              () -> {
                INDArray images = images(seeds.incrementAndGet());
                float[] wanted;
                try (InferenceNetwork own = shared.fork()) {
                  wanted = own.predict(images).ravel().toFloatVector();
                }
                int answers = 0;
                for (int round = 0; round < ROUNDS; round++) {
                  try {
                    INDArray got = shared.predict(images);
                    Thread.yield(); // others predict before this one reads
                    assertThat(got.ravel().toFloatVector()).isEqualTo(wanted);
                    answers++;
                  } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("in use by").hasMessageContaining("fork()");
                    refused.incrementAndGet();
                  }
                }
                return answers;
              });
      int answers = right.stream().mapToInt(Integer::intValue).sum();
      assertThat(answers).isPositive();
      assertThat(answers + refused.get()).isEqualTo(THREADS * ROUNDS);
    }
  }

  @Test
  void closeWaitsForAPredictionUnderWay() throws Exception {
    INDArray images = images(1);
    for (int round = 0; round < CLOSES; round++) {
      TrainingNetwork training = LeNet5Network.forTraining(1);
      InferenceNetwork network = training.inference();
      CountDownLatch begun = new CountDownLatch(1);
      List<Throwable> ends = new ArrayList<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    network.predict(images);
                    begun.countDown();
                  }
                } catch (Throwable end) {
                  ends.add(end);
                }
              });
      thread.start();
      begun.await();
      network.close();
      training.close();
      thread.join();
      assertThat(ends).hasSize(1);
      assertThat(ends.get(0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("LeNet5 is closed");
    }
  }

  @Test
  void aClosedNetworkGivesNothingOfItsMemory() {
    TrainingNetwork training = LeNet5Network.forTraining(1);
    InferenceNetwork network = training.inference();
    network.predict(images(1));
    network.close();
    network.close();
    assertClosed(() -> network.predict(images(1)));
    assertClosed(network::outputs);
    assertClosed(network::fork);
    assertClosed(network::parameters);
    training.close();
    assertClosed(() -> training.forward(images(1)));
    assertClosed(training::gradients);
    assertClosed(training::trainable);
    assertClosed(training::parameters);
    assertClosed(training::runningStatistics);
    assertClosed(training::inference);
    assertClosed(() -> training.tensor(training.parameterList().get(0)));
    assertClosed(() -> training.readOnly(training.parameterList().get(0)));
  }

  private static void assertClosed(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("LeNet5 is closed");
  }

  @Test
  void imagesThatAreClosedAreRefused() {
    INDArray images = images(1).dup(); // a view cannot be closed
    try (TrainingNetwork training = LeNet5Network.forTraining(1)) {
      training.forward(images);
      images.close();
      assertThatThrownBy(() -> training.forward(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("LeNet5 got images that are closed");
    }
  }

  /** A thread's results stay while others predict, and after the network is closed by another. */
  @Test
  void resultsBelongToTheThread() throws Exception {
    try (TrainingNetwork training = LeNet5Network.forTraining(1)) {
      InferenceNetwork network = training.inference();
      INDArray mine = network.predict(images(1));
      float[] before = mine.ravel().toFloatVector();
      inThreads(1, () -> network.predict(images(2)).sumNumber());
      assertThat(mine.ravel().toFloatVector()).isEqualTo(before);
      assertThatThrownBy(network::outputs)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was not made by thread")
          .hasMessageContaining("fork()");
      assertThat(network.predict(images(1))).isSameAs(mine);
      assertThat(network.outputs()).containsExactly(mine);
      inThreads(
          1,
          () -> {
            network.close();
            return null;
          });
      assertThat(mine.ravel().toFloatVector()).isEqualTo(before);
    }
  }

  @Test
  void aBackwardPassIsOfItsOwnThreadsForwardPass() throws Exception {
    try (TrainingNetwork network = LeNet5Network.forTraining(1)) {
      INDArray gradient = network.forward(images(1)).dup();
      inThreads(1, () -> network.forward(images(2)));
      assertThatThrownBy(() -> network.backward(gradient))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs a forward pass of its own");
    }
  }
}
