package dev.skipjack.runtime.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.serve.Clients.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What those who ask a pool are promised. */
class InferencePoolTest {
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 40;

  private static List<float[]> predicted(InferenceNetwork network, List<INDArray> images) {
    return images.stream().map(array -> floats(network.predict(array))).toList();
  }

  /** Each image alone, then joined again. */
  private static List<float[]> oneByOne(InferenceNetwork network, List<INDArray> images) {
    List<float[]> all = new ArrayList<>();
    for (INDArray array : images) {
      float[] joined = new float[(int) array.size(0) * GatedNetwork.CLASSES];
      for (int i = 0; i < array.size(0); i++) {
        float[] one = floats(network.predict(Views.rows(array, i, i + 1)));
        System.arraycopy(one, 0, joined, i * one.length, one.length);
      }
      all.add(joined);
    }
    return all;
  }

  private static float[] floats(INDArray array) {
    return array.castTo(DataType.FLOAT).ravel().toFloatVector();
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, 1", "FLOAT, 8", "DOUBLE, 1", "DOUBLE, 8"})
  void sixteenClientsGetWhatAPredictionAloneGives(DataType type, int batch) throws Exception {
    List<INDArray> images = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      images.add(Clients.images(type, 1 + i % 3, i));
    }
    try (InferenceNetwork network = GatedNetwork.of(type, 1, () -> {});
        InferencePool pool =
            InferencePool.of(network).forks(3).microBatches(batch, Duration.ZERO).open()) {
      List<float[]> wanted = batch == 1 ? predicted(network, images) : oneByOne(network, images);
      Clients.run(
          CLIENTS,
          client ->
              () -> {
                for (int round = 0; round < ROUNDS; round++) {
                  INDArray got = pool.predict(images.get(client));
                  Thread.yield(); // others predict before this one reads
                  assertThat(floats(got)).isEqualTo(wanted.get(client));
                }
                return null;
              });
      PoolMetrics metrics = pool.metrics();
      assertThat(metrics.completed()).isEqualTo(CLIENTS * ROUNDS);
      assertThat(metrics.accepted()).isEqualTo(CLIENTS * ROUNDS);
      assertThat(metrics.failed() + metrics.cancelled() + metrics.rejected()).isZero();
      assertThat(metrics.p50()).isPositive().isLessThanOrEqualTo(metrics.p99());
      assertThat(metrics.batchSizes().lastKey()).isLessThanOrEqualTo(Math.max(batch, 3));
    }
  }

  @Test
  void resultsAreTheCallersOwn() throws Exception {
    try (InferenceNetwork network = GatedNetwork.of(1)) {
      INDArray got;
      float[] before;
      try (InferencePool pool = InferencePool.of(network).forks(1).open()) {
        got = pool.predict(Clients.images(2, 1));
        before = got.ravel().toFloatVector();
        assertThat(pool.predict(Clients.images(2, 2))).isNotSameAs(got);
      }
      assertThat(got.ravel().toFloatVector()).isEqualTo(before);
      got.close(); // it is no view
    }
  }

  @Test
  void pixelsAndEveryOutputAreServed() throws Exception {
    try (InferenceNetwork network = GatedNetwork.of(1);
        InferencePool pool = InferencePool.of(network).open()) {
      INDArray images = Clients.images(2, 7);
      float[] wanted = network.predict(images).ravel().toFloatVector();
      float[] pooled = network.outputs().get(0).ravel().toFloatVector();
      assertThat(pool.predict(Clients.pixels(2, 7))).isEqualTo(wanted);
      assertThat(pool.submit(Clients.pixels(2, 7)).get()).isEqualTo(wanted);
      List<INDArray> outputs = pool.outputs(images);
      assertThat(outputs.get(0).shape()).containsExactly(2, 64, 1, 1);
      assertThat(outputs.get(0).ravel().toFloatVector()).isEqualTo(pooled);
      assertThat(outputs.get(1).ravel().toFloatVector()).isEqualTo(wanted);
    }
  }

  @Test
  void aWrongRequestIsToldWhatIsExpected() throws Exception {
    try (InferenceNetwork network = GatedNetwork.of(1);
        InferencePool pool = InferencePool.of(network).open()) {
      assertThatThrownBy(() -> pool.submit(Nd4j.ones(DataType.FLOAT, 1, 3, 8, 9)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expects images [N,3,8,8] of FLOAT")
          .hasMessageContaining("[1, 3, 8, 9]");
      assertThatThrownBy(() -> pool.predict(new float[100]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("192 pixels each, got 100");
      assertThatThrownBy(() -> pool.predict(new float[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(pool.predict(Clients.images(1, 1)).shape()).containsExactly(1, 5);
    }
    assertThatThrownBy(() -> InferencePool.of(null).forks(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pool has at least 1 forks, got 0");
  }

  @Test
  void aFullQueueRejects() throws Exception {
    Gate gate = new Gate();
    try (InferenceNetwork network = GatedNetwork.of(DataType.FLOAT, 1, gate);
        InferencePool pool = InferencePool.of(network).forks(1).queue(2).open()) {
      List<CompletableFuture<INDArray>> accepted = new ArrayList<>();
      accepted.add(pool.submit(Clients.images(1, 0)));
      gate.awaitPass();
      accepted.add(pool.submit(Clients.images(1, 1)));
      accepted.add(pool.submit(Clients.images(1, 2)));
      assertThat(pool.metrics().waiting()).isEqualTo(2);
      assertThat(pool.metrics().running()).isEqualTo(1);
      assertThatThrownBy(() -> pool.predict(Clients.images(1, 3)))
          .isInstanceOf(RejectedExecutionException.class)
          .isInstanceOfSatisfying(
              PoolFullException.class, full -> assertThat(full.queueSize()).isEqualTo(2))
          .hasMessageContaining("the queue of Gated is full: 2 requests wait");
      gate.open();
      for (CompletableFuture<INDArray> future : accepted) {
        assertThat(future.get().shape()).containsExactly(1, 5);
      }
      pool.predict(Clients.images(1, 3));
      assertThat(pool.metrics().rejected()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void microBatchesAreAsLargeAsTheyMayBe(DataType type) throws Exception {
    Gate gate = new Gate();
    try (InferenceNetwork network = GatedNetwork.of(type, 1, gate);
        InferencePool pool =
            InferencePool.of(network).forks(1).microBatches(4, Duration.ZERO).open()) {
      List<CompletableFuture<INDArray>> futures = new ArrayList<>();
      List<INDArray> images = new ArrayList<>();
      for (int count : new int[] {1, 1, 1, 1, 1, 1, 3, 2, 9}) {
        images.add(Clients.images(type, count, images.size()));
        futures.add(pool.submit(images.get(images.size() - 1)));
        if (images.size() == 1) {
          gate.awaitPass(); // alone, and the others wait behind it
        }
      }
      gate.open();
      List<float[]> got = new ArrayList<>();
      for (CompletableFuture<INDArray> future : futures) {
        got.add(floats(future.get()));
      }
      // 1; 1+1+1+1; 1+3; 2; 9, which is more than a batch and goes alone
      assertThat(pool.metrics().batchSizes()).isEqualTo(Map.of(1, 1L, 2, 1L, 4, 2L, 9, 1L));
      assertThat(pool.metrics().images()).isEqualTo(20);
      List<float[]> alone = oneByOne(network, images);
      for (int i = 0; i < alone.size(); i++) {
        assertThat(got.get(i)).isEqualTo(alone.get(i));
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closed before its end
  void aBatchThatIsFullWaitsForNobody() throws Exception {
    try (InferenceNetwork network = GatedNetwork.of(1);
        InferencePool pool =
            InferencePool.of(network).forks(2).microBatches(4, Duration.ofMinutes(5)).open()) {
      List<CompletableFuture<INDArray>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        futures.add(pool.submit(Clients.images(1, i)));
      }
      for (CompletableFuture<INDArray> future : futures) {
        future.get();
      }
      assertThat(pool.metrics().batchSizes()).isEqualTo(Map.of(4, 1L));
      CompletableFuture<INDArray> last = pool.submit(Clients.images(1, 4));
      pool.close(); // neither does an end
      assertThat(last).isCompleted();
    }
  }

  @Test
  void aSingleRequestWaitsNoLongerThanTheDelay() throws Exception {
    try (InferenceNetwork network = GatedNetwork.of(1);
        InferencePool pool =
            InferencePool.of(network).microBatches(4, Duration.ofMillis(20)).open()) {
      pool.predict(Clients.images(1, 1));
      assertThat(pool.metrics().batchSizes()).isEqualTo(Map.of(1, 1L));
      assertThat(pool.metrics().p50()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }
  }

  @Test
  void aRequestThatFailsInABatchTakesNoOtherWithIt() throws Exception {
    Gate gate = new Gate();
    try (InferenceNetwork network = GatedNetwork.of(DataType.FLOAT, 1, gate);
        InferencePool pool =
            InferencePool.of(network).forks(1).microBatches(8, Duration.ZERO).open()) {
      CompletableFuture<INDArray> first = pool.submit(Clients.images(1, 0));
      gate.awaitPass();
      CompletableFuture<INDArray> good = pool.submit(Clients.images(1, 1));
      INDArray closed = Clients.images(1, 2);
      CompletableFuture<INDArray> bad = pool.submit(closed);
      CompletableFuture<INDArray> alsoGood = pool.submit(Clients.images(2, 3));
      closed.close();
      gate.open();
      first.get();
      assertThatThrownBy(bad::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IllegalArgumentException.class)
          .hasRootCauseMessage("Gated got images that are closed");
      assertThat(good.get().shape()).containsExactly(1, 5);
      assertThat(alsoGood.get().shape()).containsExactly(2, 5);
      assertThat(pool.metrics().failed()).isEqualTo(1);
      assertThat(pool.metrics().completed()).isEqualTo(3);
    }
  }

  @Test
  void aPassThatFailsIsToldAndThePoolGoesOn() throws Exception {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    Runnable fails =
        () -> {
          if (failure.get() != null) {
            throw failure.get();
          }
        };
    try (InferenceNetwork network = GatedNetwork.of(DataType.FLOAT, 1, fails);
        InferencePool pool = InferencePool.of(network).forks(1).open()) {
      failure.set(new IllegalStateException("no memory, say"));
      assertThatThrownBy(() -> pool.predict(Clients.images(1, 1))).isSameAs(failure.get());
      failure.set(null);
      assertThat(pool.predict(Clients.images(1, 1)).shape()).containsExactly(1, 5);
    }
  }

  @Test
  void whoIsInterruptedLeavesTheQueue() throws Exception {
    Gate gate = new Gate();
    try (InferenceNetwork network = GatedNetwork.of(DataType.FLOAT, 1, gate);
        InferencePool pool = InferencePool.of(network).forks(1).queue(1).open()) {
      CompletableFuture<INDArray> first = pool.submit(Clients.images(1, 0));
      gate.awaitPass();
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  pool.predict(Clients.images(1, 1));
                } catch (Throwable e) {
                  end.set(e);
                }
              });
      caller.start();
      while (pool.metrics().waiting() == 0) {
        Thread.onSpinWait();
      }
      caller.interrupt();
      caller.join();
      assertThat(end.get()).isInstanceOf(InterruptedException.class);
      assertThat(pool.metrics().waiting()).isZero();
      CompletableFuture<INDArray> next = pool.submit(Clients.images(1, 2)); // there is room
      gate.open();
      first.get();
      next.get();
      assertThat(pool.metrics().cancelled()).isEqualTo(1);
      assertThat(pool.metrics().images()).isEqualTo(2);
    }
  }

  @Test
  void aCancelledFutureIsNotComputed() throws Exception {
    Gate gate = new Gate();
    try (InferenceNetwork network = GatedNetwork.of(DataType.FLOAT, 1, gate);
        InferencePool pool = InferencePool.of(network).forks(1).open()) {
      CompletableFuture<INDArray> running = pool.submit(Clients.images(1, 0));
      gate.awaitPass();
      CompletableFuture<INDArray> waiting = pool.submit(Clients.images(1, 1));
      CompletableFuture<INDArray> last = pool.submit(Clients.images(1, 2));
      assertThat(waiting.cancel(true)).isTrue();
      assertThat(running.cancel(true)).isTrue(); // its result is thrown away
      gate.open();
      last.get();
      assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
      assertThat(pool.metrics().cancelled()).isEqualTo(2);
      assertThat(pool.metrics().images()).isEqualTo(2);
      assertThat(pool.metrics().completed()).isEqualTo(1);
    }
  }

  @Test
  void closingWaitsForThoseInsideAndRefusesOthers() throws Exception {
    for (int round = 0; round < 20; round++) {
      InferenceNetwork network = GatedNetwork.of(1);
      InferencePool pool =
          InferencePool.of(network).forks(2).queue(1000).microBatches(4, Duration.ZERO).open();
      network.close(); // the pool has forks of its own
      INDArray images = Clients.images(1, 1);
      List<CompletableFuture<INDArray>> accepted = new ArrayList<>();
      Thread client =
          new Thread(
              () -> {
                while (true) {
                  try {
                    accepted.add(pool.submit(images));
                  } catch (PoolFullException e) {
                    Thread.yield();
                  } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("the pool of Gated is closed");
                    return;
                  }
                }
              });
      client.start();
      while (pool.metrics().completed() < 10) {
        Thread.onSpinWait();
      }
      pool.close();
      assertThat(pool.metrics().waiting()).isZero();
      client.join();
      assertThat(accepted).hasSizeGreaterThan(9).allMatch(CompletableFuture::isDone);
      assertThat(accepted).noneMatch(CompletableFuture::isCompletedExceptionally);
      pool.close();
    }
  }

  @Test
  @SuppressWarnings("try") // closed before its end
  void aThreadOfThePoolCannotWaitForIt() throws Exception {
    Gate gate = new Gate();
    try (InferenceNetwork network = GatedNetwork.of(DataType.FLOAT, 1, gate);
        InferencePool pool = InferencePool.of(network).forks(1).open()) {
      CompletableFuture<INDArray> first = pool.submit(Clients.images(1, 1));
      CompletableFuture<INDArray> dependent =
          first.thenApply(
              result -> {
                try {
                  return pool.predict(Clients.images(1, 2));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      CompletableFuture<Void> closes = first.thenAccept(result -> pool.close());
      gate.open();
      assertThatThrownBy(dependent::get)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot wait for the pool");
      assertThatThrownBy(closes::get).hasMessageContaining("cannot wait for its own end");
      assertThat(pool.predict(Clients.images(1, 2)).shape()).containsExactly(1, 5);
    }
  }
}
