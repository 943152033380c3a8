package dev.skipjack.runtime.train;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A rule that changes parameters; immutable. {@link #open} makes the part that remembers. */
public interface Optimizer {
  /**
   * @param length number of parameters
   * @param type of them, FLOAT or DOUBLE
   */
  State open(long length, DataType type);

  /**
   * The same for those whose rule depends on which parameter it is; a training calls this one.
   *
   * @param parameters of a network, {@link Network#parameterList}: the trainable ones are changed
   */
  default State open(List<Parameter> parameters, DataType type) {
    long length =
        parameters.stream()
            .filter(parameter -> parameter.role() == ParameterRole.TRAINABLE)
            .mapToLong(Parameter::length)
            .sum();
    return open(length, type);
  }

  /**
   * This optimizer with another weight decay.
   *
   * @throws UnsupportedOperationException if it has none: the default
   */
  default Optimizer weightDecay(double weightDecay) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName() + " has no weight decay: leave its rules out");
  }

  /** Native memory of an optimizer, as long as the parameters. */
  interface State extends AutoCloseable {
    /**
     * Takes one step; nothing native is allocated.
     *
     * @param parameters {@code [length]}, changed
     * @param gradients {@code [length]}, used as scratch
     * @param learningRate positive
     */
    void step(INDArray parameters, INDArray gradients, double learningRate);

    /**
     * Sets the gradients to zero that the next {@link #step} will not use, those of frozen parts,
     * so that they do not count where gradients are clipped. Does nothing by default.
     *
     * @param gradients {@code [length]}
     */
    default void dropUnused(INDArray gradients) {}

    /**
     * The running statistics that stay as they were before the step; none by default. The list may
     * change with the next call.
     */
    default List<Parameter> frozenStatistics() {
      return List.of();
    }

    /**
     * Whether a step could write what is not finite, to the parameters or to what it remembers: a
     * step cannot be undone, so {@link Training} asks before each. Answered from bounds that cost
     * nothing to keep, which may see danger a little too early, far beyond what can be trained.
     *
     * @param parameters as {@link #step} will get them
     * @param gradientNorm Euclidean norm of the gradients, finite
     * @param learningRate as {@link #step} will get it
     * @return false also if this optimizer does not know
     */
    default boolean canOverflow(INDArray parameters, double gradientNorm, double learningRate) {
      return false;
    }

    /**
     * The vectors that it remembers, by name and as they are: a checkpoint reads them, a resume
     * writes to them.
     *
     * @throws UnsupportedOperationException if this optimizer cannot be saved: the default
     */
    default Map<String, INDArray> tensors() {
      throw new UnsupportedOperationException(
          getClass().getName()
              + " does not say what it remembers, so it cannot be saved: it lacks tensors(),"
              + " numbers() and restore(numbers) of Optimizer.State");
    }

    /** The numbers that it remembers, by name: for instance how many steps it took. */
    default Map<String, Double> numbers() {
      return Map.of();
    }

    /**
     * Goes on as the one that was saved: {@link #tensors} have its values already.
     *
     * @param numbers what its {@link #numbers} were
     * @throws IllegalArgumentException if these are none of its numbers
     */
    default void restore(Map<String, Double> numbers) {}

    @Override
    void close();
  }
}
