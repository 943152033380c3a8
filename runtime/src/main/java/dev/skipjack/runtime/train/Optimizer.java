package dev.skipjack.runtime.train;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A rule that changes parameters; immutable. {@link #open} makes the part that remembers. */
public interface Optimizer {
  /**
   * @param length number of parameters
   * @param type of them, FLOAT or DOUBLE
   */
  State open(long length, DataType type);

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

    @Override
    void close();
  }
}
