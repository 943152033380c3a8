package dev.skipjack.runtime.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests that wait, first come, first served, given out in batches. One thread at a time waits
 * for a batch to fill, so that requests do not spread over several half-full ones.
 */
final class RequestQueue {
  private final String network;
  private final int size;
  private final int mostImages;
  private final long mostNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Request<?>> waiting = new ArrayDeque<>();
  private boolean collecting;
  private boolean closed;

  /**
   * @param network whose pool it is
   * @param size requests that may wait
   * @param mostImages of a batch of several requests; a larger request comes alone
   * @param mostNanos that the oldest request waits for others to come, if there is a thread for it
   */
  RequestQueue(String network, int size, int mostImages, long mostNanos) {
    this.network = network;
    this.size = size;
    this.mostImages = mostImages;
    this.mostNanos = mostNanos;
  }

  int size() {
    return size;
  }

  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return false if the queue is full
   * @throws IllegalStateException if it is closed
   */
  boolean add(Request<?> request) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the pool of " + network + " is closed");
      }
      if (waiting.size() == size) {
        return false;
      }
      waiting.add(request);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return false if it does not wait here any more
   */
  boolean remove(Request<?> request) {
    lock.lock();
    try {
      return waiting.remove(request);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more requests; those that wait are still given out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next batch; empty when the queue is closed and nobody waits any more. */
  List<Request<?>> take() {
    lock.lock();
    try {
      while (true) {
        while (collecting || waiting.isEmpty()) {
          if (closed && waiting.isEmpty()) {
            return List.of();
          }
          changed.awaitUninterruptibly();
        }
        collect();
        if (!waiting.isEmpty()) { // those that waited may have been given up
          return next();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the oldest request has waited long enough, or a batch is full. */
  private void collect() {
    collecting = true;
    try {
      while (!closed && !waiting.isEmpty() && imagesOfNext() < mostImages) {
        long left = waiting.peek().begun() + mostNanos - System.nanoTime();
        if (left <= 0) {
          return;
        }
        changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody but what depends on a result interrupts this thread, and it has ended.
    } finally {
      collecting = false;
      changed.signalAll();
    }
  }

  private long imagesOfNext() {
    long images = 0;
    for (Request<?> request : waiting) {
      images += request.images();
    }
    return images;
  }

  /** The oldest request, and those behind it that have room in its batch. */
  private List<Request<?>> next() {
    List<Request<?>> batch = new ArrayList<>();
    long images = 0;
    for (Iterator<Request<?>> all = waiting.iterator(); all.hasNext(); ) {
      Request<?> request = all.next();
      if (batch.isEmpty() || images + request.images() <= mostImages) {
        batch.add(request);
        images += request.images();
        all.remove();
      }
      if (images >= mostImages) {
        break;
      }
    }
    return batch;
  }
}
