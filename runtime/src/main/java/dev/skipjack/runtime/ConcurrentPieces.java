package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Kernels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * Predicts pieces of a batch beside each other, each by one thread alone: threads meet once for the
 * batch and not in every kernel, and what a kernel wrote is in the cache of the processor that
 * reads it. Results are those of pieces one after the other, to the bit.
 */
final class ConcurrentPieces {
  private final Supplier<InferenceNetwork> fork;

  /** Networks beside the first: as many as were needed at once. */
  private final List<InferenceNetwork> forks = new ArrayList<>();

  /** Those that no thread uses; what was used last, whose memory is in a cache, comes first. */
  private final Deque<InferenceNetwork> idle = new ArrayDeque<>();

  /**
   * @param network predicts as well
   * @param fork makes another one that predicts the same
   */
  ConcurrentPieces(InferenceNetwork network, Supplier<InferenceNetwork> fork) {
    this.fork = fork;
    idle.push(network);
  }

  /**
   * Predicts all pieces, and returns when they are done.
   *
   * @param piece predicts one, by its number, on a network that is given
   * @throws RuntimeException or Error that a piece threw, whichever came first; then some are not
   *     predicted
   */
  void run(Kernels kernels, int pieces, ObjIntConsumer<InferenceNetwork> piece) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    kernels.runBeside(
        pieces,
        i -> {
          if (failure.get() == null) {
            try {
              predict(i, piece);
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          }
        });
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private void predict(int i, ObjIntConsumer<InferenceNetwork> piece) {
    InferenceNetwork network = take();
    try {
      piece.accept(network, i);
    } finally {
      giveBack(network);
    }
  }

  private synchronized InferenceNetwork take() {
    if (idle.isEmpty()) {
      forks.add(fork.get());
      return forks.get(forks.size() - 1);
    }
    return idle.pop();
  }

  private synchronized void giveBack(InferenceNetwork network) {
    idle.push(network);
  }

  /** How many networks predict, at most. */
  synchronized int networks() {
    return 1 + forks.size();
  }

  void close() {
    forks.forEach(InferenceNetwork::close);
  }
}
