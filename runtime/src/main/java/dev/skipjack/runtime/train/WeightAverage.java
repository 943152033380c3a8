package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that follows the one that is trained, as an average of its weights, and is evaluated
 * and kept instead of it ({@link Training#average}); immutable. {@link #open} makes the part that
 * remembers.
 */
@FunctionalInterface
public interface WeightAverage {
  /** Begins with the weights of now. */
  State open(TrainingNetwork network);

  /** The average so far, in memory of its own. */
  interface State extends AutoCloseable {
    /** Takes in the weights after a step; nothing native is allocated. */
    void stepEnds();

    /** The network of the average, for the thread that trains. */
    InferenceNetwork network();

    /**
     * The vectors that it remembers, by name and as they are, as {@link Optimizer.State} has it.
     */
    Map<String, INDArray> tensors();

    /** The numbers that it remembers, by name. */
    Map<String, Double> numbers();

    /**
     * Goes on as the one that was saved: {@link #tensors} have its values already.
     *
     * @throws IllegalArgumentException if these are none of its numbers
     */
    void restore(Map<String, Double> numbers);

    @Override
    void close();
  }
}
