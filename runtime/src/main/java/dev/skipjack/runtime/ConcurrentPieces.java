package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
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

  /** Networks beside the first; they are made when they are needed, and stay. */
  private final List<InferenceNetwork> forks = new ArrayList<>();

  /** Those that no thread uses. */
  private final ConcurrentLinkedQueue<InferenceNetwork> idle = new ConcurrentLinkedQueue<>();

  /**
   * @param network predicts as well
   * @param fork makes another one that predicts the same
   */
  ConcurrentPieces(InferenceNetwork network, Supplier<InferenceNetwork> fork) {
    this.fork = fork;
    idle.add(network);
  }

  /**
   * Predicts all pieces, and returns when they are done.
   *
   * @param piece predicts one, by its number, on a network that is given
   * @throws RuntimeException or Error that a piece threw, whichever came first; then some are not
   *     predicted
   */
  void run(Kernels kernels, int pieces, ObjIntConsumer<InferenceNetwork> piece) {
    while (forks.size() < kernels.threads() - 1) {
      forks.add(fork.get());
      idle.add(forks.get(forks.size() - 1));
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    kernels.runBeside(
        pieces,
        i -> {
          InferenceNetwork free = idle.remove(); // there are as many as threads
          try {
            if (failure.get() == null) {
              piece.accept(free, i);
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            idle.add(free);
          }
        });
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() instanceof RuntimeException exception) {
      throw exception;
    }
  }

  void close() {
    forks.forEach(InferenceNetwork::close);
  }
}
