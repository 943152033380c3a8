package dev.skipjack.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConcurrentPiecesTest {
  /** Four images take as much as is planned for a piece. */
  private static final long QUARTER = 1 << 20;

  private static final int MOST = 4;

  @Test
  void eachThreadHasANetworkOfItsOwn() {
    try (FailingNetwork training = new FailingNetwork(DataType.FLOAT, QUARTER);
        InferenceNetwork network = training.inference()) {
      int threads = threads(network);
      ConcurrentPieces pieces = new ConcurrentPieces(network, network::fork);
      Queue<Integer> done = new ConcurrentLinkedQueue<>();
      CountDownLatch together = new CountDownLatch(threads);
      pieces.run(
          network.kernels,
          3 * threads,
          (on, piece) -> {
            together.countDown();
            assertThat(waits(together)).isTrue(); // all threads are in a piece at once
            done.add(piece);
          });
      assertThat(done).hasSize(3 * threads).doesNotHaveDuplicates();
      assertThat(pieces.networks()).isEqualTo(threads);
      pieces.close();
    }
  }

  private static boolean waits(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The portable provider runs all tasks on the calling thread. */
  @Test
  void aThreadAloneNeedsOneNetwork() {
    try (FailingNetwork training = new FailingNetwork(DataType.DOUBLE, QUARTER);
        InferenceNetwork network = training.inference()) {
      ConcurrentPieces pieces = new ConcurrentPieces(network, network::fork);
      pieces.run(network.kernels, 9, (on, piece) -> assertThat(on).isSameAs(network));
      assertThat(pieces.networks()).isEqualTo(1);
    }
  }

  @Test
  void whatAPieceThrowsIsThrownAndLaterPiecesArePredicted() {
    try (FailingNetwork training = new FailingNetwork(DataType.FLOAT, QUARTER);
        InferenceNetwork network = training.inference()) {
      ConcurrentPieces pieces = new ConcurrentPieces(network, network::fork);
      assertThatThrownBy(
              () ->
                  pieces.run(
                      network.kernels,
                      20,
                      (on, piece) -> {
                        throw new IllegalArgumentException("no such piece");
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no such piece");
      Queue<Integer> done = new ConcurrentLinkedQueue<>();
      pieces.run(network.kernels, 20, (on, piece) -> done.add(piece));
      assertThat(done).hasSize(20).doesNotHaveDuplicates();
      pieces.close();
    }
  }

  @Test
  void aBatchIsPredictedInEitherWay() {
    try (FailingNetwork training = new FailingNetwork(DataType.FLOAT, QUARTER);
        InferenceNetwork network = training.inference()) {
      int threads = threads(network);
      for (int count : new int[] {2 * MOST * threads, MOST * threads + 3, MOST + 1}) {
        INDArray images = Nd4j.rand(DataType.FLOAT, count, 1, 1, 1);
        float[] expected = images.mul(2).data().asFloat();
        assertThat(network.predict(images).data().asFloat()).containsExactly(expected);
        assertThat(network.concurrentPieces(false).predict(images).data().asFloat())
            .containsExactly(expected);
        network.concurrentPieces(true);
      }
    }
  }

  /** Two images fit no piece: many threads would take many times the memory. */
  @Test
  void largeImagesGoOneAfterTheOther() {
    try (FailingNetwork training = new FailingNetwork(DataType.FLOAT, MOST * QUARTER);
        InferenceNetwork network = training.inference()) {
      threads(network);
      assertThat(network.kernels.tasksAtOnce(network.arenaBytes(1) + 1)).isEqualTo(1);
    }
  }

  private static int threads(InferenceNetwork network) {
    int threads = network.kernels.tasksAtOnce(1);
    assumeTrue(threads > 1, "one processor, or no fast kernels");
    return threads;
  }
}
