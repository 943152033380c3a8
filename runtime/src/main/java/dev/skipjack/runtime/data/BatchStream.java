package dev.skipjack.runtime.data;

import dev.skipjack.runtime.kernel.Detached;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batches of one epoch, prepared ahead on other threads in a few arrays that are used again and
 * again. For one consumer thread; holds native memory and threads until {@link #close()}.
 */
public final class BatchStream implements AutoCloseable {
  /** Batches under way, the one that is consumed among them. */
  private static final int AHEAD = 3;

  private final Batches batches;
  private final int[] order;

  /** Of each batch under way: the images, then what is beside them. */
  private final List<List<INDArray>> arrays = new ArrayList<>();

  /** The index of the last batch's array, which may be smaller. */
  private final int lastArray;

  private final int slots;
  private final BatchWindow window;
  private final Thread[] threads;
  private long waitNanos;
  private boolean finished;

  BatchStream(Batches batches, DataType type, int epoch, int firstBatch, NeededImages needed) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("batches are FLOAT or DOUBLE, not " + type);
    }
    this.batches = batches;
    this.order = batches.order(epoch);
    int count = batches.batches();
    long images = batches.images() - (long) firstBatch * batches.batchSize();
    int workers = (int) Math.max(0, Math.min(batches.source().workers(), images));
    int ahead = AHEAD + Math.max(0, workers - 1) / batches.batchSize(); // room for each worker
    this.slots = Math.max(1, Math.min(ahead, count - firstBatch));
    int lastSize = batches.size(count - 1);
    boolean same = lastSize == batches.batchSize() || count - firstBatch <= 1;
    this.lastArray = same ? (count - 1) % slots : slots;
    this.window = new BatchWindow(batches, firstBatch, slots);
    this.threads = new Thread[workers];
    allocate(type, same ? slots : slots + 1, lastSize);
    double[][] normalized = batches.source().normalization().table();
    for (int i = 0; i < workers; i++) {
      ImagePreparer preparer = new ImagePreparer(batches, epoch, normalized);
      BatchWorker worker = new BatchWorker(batches, this, window, preparer, needed, order, epoch);
      threads[i] = new Thread(worker, "skipjack-prefetch-" + i);
      threads[i].setDaemon(true);
    }
    for (Thread thread : threads) {
      thread.start();
    }
  }

  private void allocate(DataType type, int count, int lastSize) {
    for (int i = 0; i < count; i++) {
      int images = i == lastArray ? lastSize : batches.batchSize();
      List<INDArray> ofBatch = new ArrayList<>();
      ofBatch.add(
          Detached.zeros(type, images, batches.channels(), batches.height(), batches.width()));
      for (FurtherInput further : batches.furtherInputs()) {
        long[] shape = new long[further.dims().size() + 1];
        shape[0] = images;
        for (int k = 1; k < shape.length; k++) {
          shape[k] = further.dims().get(k - 1);
        }
        ofBatch.add(Detached.zeros(type, shape));
      }
      arrays.add(List.copyOf(ofBatch));
    }
  }

  /** For how many batches there are arrays. */
  int arrays() {
    return arrays.size();
  }

  int arrayIndex(int batch) {
    return batch == batches.batches() - 1 ? lastArray : batch % slots;
  }

  /** Which a batch goes into: its images, then what is beside them. */
  List<INDArray> arrays(int batch) {
    return arrays.get(arrayIndex(batch));
  }

  /**
   * Waits for the next batch; the one before it is no longer valid.
   *
   * @return the batch, or null when the epoch is over
   * @throws IllegalStateException if an image of the batch could not be prepared, naming it, with
   *     the reason as its cause; or if this thread is interrupted
   */
  public Batch next() {
    if (finished) {
      return null;
    }
    long begin = System.nanoTime();
    Batch batch = take();
    waitNanos += System.nanoTime() - begin;
    finished = batch == null;
    if (finished && window.failure() != null) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "could not prepare a batch of %s: %s: %s",
              batches.dataset().name(),
              batches.dataset().describe(order[window.failedPlace()]),
              window.failure()),
          window.failure());
    }
    return batch;
  }

  private Batch take() {
    try {
      return window.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while waiting for a batch of " + batches.dataset().name(), e);
    }
  }

  /**
   * How long {@link #next} has waited in all: of an epoch whose batches are always ready, almost
   * nothing.
   */
  public long waitNanos() {
    return waitNanos;
  }

  /** Stops the threads and frees the arrays. */
  @Override
  public void close() {
    finished = true;
    window.close();
    for (Thread thread : threads) {
      thread.interrupt();
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= join(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    for (List<INDArray> ofBatch : arrays) {
      ofBatch.stream().filter(array -> !array.wasClosed()).forEach(INDArray::close);
    }
  }

  /** Whether this thread was interrupted meanwhile. */
  private static boolean join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
