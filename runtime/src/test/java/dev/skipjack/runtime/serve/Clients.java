package dev.skipjack.runtime.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Threads that ask a pool, and what they ask. */
final class Clients {
  private Clients() {}

  /** Holds up every pass until it is opened. */
  static final class Gate implements Runnable {
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);

    @Override
    public void run() {
      reached.countDown();
      try {
        opened.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits until a pass has come to it. */
    void awaitPass() throws InterruptedException {
      reached.await();
    }

    void open() {
      opened.countDown();
    }
  }

  static float[] pixels(int images, long seed) {
    float[] pixels = new float[images * GatedNetwork.PIXELS];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (2 * random.nextDouble() - 1);
    }
    return pixels;
  }

  static INDArray images(DataType type, int images, long seed) {
    return Nd4j.createFromArray(pixels(images, seed))
        .castTo(type)
        .reshape('c', images, 3, GatedNetwork.SIDE, GatedNetwork.SIDE)
        .dup('c');
  }

  static INDArray images(int images, long seed) {
    return images(DataType.FLOAT, images, seed);
  }

  /** Runs client 0, 1, 2, ... at once; what one throws is thrown. */
  static <T> List<T> run(int clients, IntFunction<Callable<T>> client) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(clients);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        futures.add(executor.submit(client.apply(i)));
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
}
