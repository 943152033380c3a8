package dev.skipjack.runtime.data;

import dev.skipjack.runtime.kernel.Detached;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The batches of one epoch, prepared ahead on another thread in a few arrays that are used again
 * and again. For one consumer thread; holds native memory and a thread until {@link #close()}.
 */
public final class BatchStream implements AutoCloseable {
  private static final int AHEAD = 3;

  private final Batches batches;
  private final INDArray[] arrays;
  private final INDArray lastArray;
  private final Semaphore free;
  private final BlockingQueue<Message> ready = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean holding;
  private boolean finished;

  /** A batch, the error that ended the stream, or neither at its end. */
  private record Message(Batch batch, Throwable error) {}

  BatchStream(Batches batches, DataType type, int epoch) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("batches are FLOAT or DOUBLE, not " + type);
    }
    this.batches = batches;
    int count = batches.batches();
    int lastSize = batches.size(count - 1);
    this.arrays = new INDArray[Math.min(AHEAD, count)];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = array(type, Math.min(batches.batchSize(), batches.images()));
    }
    this.lastArray =
        count == 1 || lastSize == batches.batchSize()
            ? arrays[(count - 1) % arrays.length]
            : array(type, lastSize);
    this.free = new Semaphore(arrays.length);
    this.thread = new Thread(() -> prepare(epoch), "skipjack-prefetch");
    thread.setDaemon(true);
    thread.start();
  }

  private INDArray array(DataType type, int size) {
    ImageSet set = batches.imageSet();
    return Detached.zeros(type, size, set.channels(), set.height(), set.width());
  }

  private void prepare(int epoch) {
    try {
      BatchFiller filler = new BatchFiller(batches, epoch);
      int count = batches.batches();
      for (int number = 0; number < count; number++) {
        free.acquire();
        INDArray images = number == count - 1 ? lastArray : arrays[number % arrays.length];
        ready.add(new Message(filler.fill(number, images), null));
      }
      ready.add(new Message(null, null));
    } catch (InterruptedException closed) {
      ready.add(new Message(null, null));
    } catch (RuntimeException | Error error) {
      ready.add(new Message(null, error));
    }
  }

  /**
   * Waits for the next batch; the one before it is no longer valid.
   *
   * @return the batch, or null when the epoch is over
   * @throws IllegalStateException if preparing a batch failed, with the reason as its cause; or if
   *     this thread is interrupted
   */
  public Batch next() {
    if (finished) {
      return null;
    }
    if (holding) {
      holding = false;
      free.release();
    }
    Message message = take();
    if (message.error() != null) {
      finished = true;
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "could not prepare a batch of %s: %s",
              batches.imageSet().name(),
              message.error()),
          message.error());
    }
    holding = message.batch() != null;
    finished = !holding;
    return message.batch();
  }

  private Message take() {
    try {
      return ready.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while waiting for a batch of " + batches.imageSet().name(), e);
    }
  }

  /** Stops the thread and frees the arrays. */
  @Override
  public void close() {
    finished = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    for (INDArray array : arrays) {
      free(array);
    }
    free(lastArray);
  }

  private static void free(INDArray array) {
    if (!array.wasClosed()) {
      array.close();
    }
  }
}
