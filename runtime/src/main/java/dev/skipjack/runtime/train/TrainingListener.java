package dev.skipjack.runtime.train;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Is told how a training goes, and may stop it ({@link TrainingState#stop}). Called on the thread
 * that trains, in the order in which listeners were given to {@link Training#listen}; what one
 * throws ends the training as an error of its own would.
 */
public interface TrainingListener {
  /** Before the first step of a {@link Training#fit}, also of one that goes on after a resume. */
  default void begins(TrainingState training) {}

  /**
   * Before the first step of an epoch, and before the first that is left of one that was stopped in
   * its middle.
   *
   * @param epoch from 1
   */
  default void epochBegins(TrainingState training, int epoch) {}

  /** After each step. */
  default void stepEnds(TrainingState training, TrainingState.Step step) {}

  /** After the last step of an epoch and its evaluation. */
  default void epochEnds(TrainingState training, History.Epoch epoch) {}

  /** At the end of a {@link Training#fit}, also of one that was stopped. */
  default void ends(TrainingState training) {}

  /** Instead of {@link #ends}: an error ends the training. Every listener is told. */
  default void failed(TrainingState training, Throwable reason) {}

  /**
   * What it looks at in {@link History.Epoch#metrics}: measured even if nobody else asks for it.
   */
  default List<Metric> metrics() {
    return List.of();
  }

  /**
   * What a checkpoint keeps of this listener, so that it goes on after a resume as if nothing had
   * happened: for instance the best figure so far.
   *
   * @return text by free keys
   */
  default Map<String, String> save() {
    return Map.of();
  }

  /**
   * The vectors that a checkpoint keeps of this listener, for instance averaged weights: a
   * checkpoint reads them, a resume writes to them before it calls {@link #restore}.
   *
   * @return FLOAT or DOUBLE arrays by name, always of the same names and shapes
   */
  default Map<String, INDArray> tensors(TrainingState training) {
    return Map.of();
  }

  /**
   * Goes on where {@link #save} was; before {@link #begins}.
   *
   * @throws IllegalArgumentException if these are none of its values
   */
  default void restore(Map<String, String> saved) {}
}
