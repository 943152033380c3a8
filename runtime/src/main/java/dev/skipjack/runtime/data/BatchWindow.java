package dev.skipjack.runtime.data;

/**
 * Says which image is prepared next, and which batches are ready: what the threads that prepare an
 * epoch and the one that consumes it share. Only so many batches are under way at once; images are
 * handed out in order, and so are batches.
 *
 * <p>When an image fails, no further ones are handed out. Those before it were all handed out, so
 * when these are done it is known which image fails first: the same, however many threads there
 * are.
 */
final class BatchWindow {
  private final Batches batches;
  private final int slots;

  /** Of each slot: the labels of its batch, its images that are not prepared yet, the batch. */
  private final int[][] labels;

  private final int[] missing;
  private final Batch[] ready;

  /** The place of the next image to hand out. */
  private int next;

  /** How many images are being prepared. */
  private int preparing;

  /** The batch that is consumed next; those before {@code released} need their arrays no more. */
  private int consumed;

  private int released;
  private Throwable failure;
  private int failedPlace = Integer.MAX_VALUE;
  private boolean closed;

  /**
   * @param firstBatch of the epoch, which is handed out first
   * @param slots how many batches are under way at once, the one that is consumed among them
   */
  BatchWindow(Batches batches, int firstBatch, int slots) {
    this.batches = batches;
    this.slots = slots;
    this.labels = new int[slots][];
    this.missing = new int[slots];
    this.ready = new Batch[slots];
    this.next = (int) Math.min(batches.images(), (long) firstBatch * batches.batchSize());
    this.consumed = firstBatch;
    this.released = firstBatch;
  }

  /**
   * Hands out an image; waits until there is room for its batch.
   *
   * @return its place in the epoch; -1 if there are no more
   */
  synchronized int claim() throws InterruptedException {
    while (!isOver() && next / batches.batchSize() >= released + slots) {
      wait();
    }
    if (isOver()) {
      return -1;
    }
    if (next % batches.batchSize() == 0) {
      int batch = next / batches.batchSize();
      missing[batch % slots] = batches.size(batch);
      labels[batch % slots] =
          new int[Math.multiplyExact(batches.size(batch), batches.labelsPerImage())];
    }
    preparing++;
    return next++;
  }

  private boolean isOver() {
    return closed || failure != null || next == batches.images();
  }

  /** The labels of a batch that is being prepared. */
  synchronized int[] labels(int batch) {
    return labels[batch % slots];
  }

  /** Takes note of a prepared image. Who prepared the last one of a batch is to {@link #finish}. */
  synchronized boolean isLastOf(int batch) {
    boolean last = --missing[batch % slots] == 0;
    if (!last) {
      leave();
    }
    return last;
  }

  synchronized void finish(int number, Batch batch) {
    ready[number % slots] = batch;
    leave();
    notifyAll();
  }

  /** The image at this place cannot be prepared. */
  synchronized void fail(int place, Throwable reason) {
    if (place < failedPlace) {
      failedPlace = place;
      failure = reason;
    }
    leave();
    notifyAll();
  }

  private void leave() {
    preparing--;
    if (failure != null && preparing == 0) {
      notifyAll();
    }
  }

  /**
   * Waits for the next batch, and gives the one before it back.
   *
   * @return null at the end of the epoch, or if the batch {@linkplain #failure failed}
   */
  synchronized Batch take() throws InterruptedException {
    released = consumed;
    notifyAll();
    if (consumed == batches.batches()) {
      return null;
    }
    int slot = consumed % slots;
    while (ready[slot] == null && !closed && (failure == null || preparing > 0)) {
      wait();
    }
    Batch batch = ready[slot];
    ready[slot] = null;
    consumed += batch == null ? 0 : 1;
    return batch;
  }

  /** Why the first image that failed did; null if none did. */
  synchronized Throwable failure() {
    return failure;
  }

  /** The place of that image. */
  synchronized int failedPlace() {
    return failedPlace;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
