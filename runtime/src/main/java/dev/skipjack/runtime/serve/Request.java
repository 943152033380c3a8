package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.pictures.Preparation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images of one caller, and what is made of their prediction. */
final class Request<T> {
  /** Where the images come from. */
  interface Input {
    /** How many; of at least one. */
    long images();

    /**
     * {@code [images,C,H,W]}, then the network's further inputs.
     *
     * @param preparation of the weights that will predict; null if not known
     */
    List<INDArray> arrays(Preparation preparation);

    /** Frees what nobody else has. */
    void release();
  }

  private final Input input;
  private final Function<Answer, T> finish;
  private final long begun = System.nanoTime();
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private T result;
  private Throwable failure;

  /**
   * @param finish copies what the caller gets
   */
  Request(Input input, Function<Answer, T> finish) {
    this.input = input;
    this.finish = finish;
  }

  CompletableFuture<T> future() {
    return future;
  }

  long images() {
    return input.images();
  }

  List<INDArray> arrays(Preparation preparation) {
    return input.arrays(preparation);
  }

  /** When it came, as {@link System#nanoTime} says. */
  long begun() {
    return begun;
  }

  /** Takes what it needs of an answer. */
  void take(Answer answer) {
    try {
      result = finish.apply(answer);
    } catch (RuntimeException | Error e) { // this request's alone
      failure = e;
    }
  }

  /** Frees the images of a request that nobody will compute or complete. */
  void release() {
    input.release();
  }

  void fail(Throwable reason) {
    failure = reason;
  }

  /**
   * Hands over what was taken, and counts it before: whoever has a result finds it counted. What
   * depends on the future runs meanwhile.
   */
  void complete(Meter meter) {
    input.release();
    if (future.isDone()) {
      meter.cancelled();
    } else if (failure == null) {
      meter.completed(System.nanoTime() - begun);
      future.complete(result);
    } else {
      meter.failed();
      future.completeExceptionally(failure);
    }
  }

  /** Whether nobody waits for it any more. */
  boolean isCancelled() {
    return future.isDone();
  }

  /** Lets go of a request that was given up before it was computed. */
  void drop(Meter meter) {
    input.release();
    meter.cancelled();
  }
}
