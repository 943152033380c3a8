package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Prepares kernels. An empty answer means "not this one, ask the next provider" and is decided
 * here, never while a network runs.
 */
public interface KernelFactory {
  /**
   * A kernel, prepared once for what is known now.
   *
   * @param layer what a kernel draws from {@linkplain KernelSpec#draws if it does}; else null
   */
  <K> Optional<K> prepare(KernelSpec<K> spec, LayerStream layer);

  /** A kernel that draws nothing. */
  default <K> Optional<K> prepare(KernelSpec<K> spec) {
    return prepare(spec, null);
  }

  /**
   * Memory for what lies between the kernels of a network, where these find it fastest; kernels of
   * other factories get copies.
   *
   * @param elements how many
   * @return a vector of this type, of any contents; in memory of ND4J by default
   */
  default Tensor allocate(DataType type, long elements) {
    return Tensor.of(Detached.uninitialized(type, elements));
  }

  /**
   * How many images a prediction runs at once, so that what lies between its layers takes little
   * memory and may stay in a cache; the others follow.
   *
   * @param bytesPerImage planned memory of one image
   * @return at least 1; as many as there are by default
   */
  default int imagesAtOnce(long bytesPerImage) {
    return Integer.MAX_VALUE;
  }

  /**
   * How many tasks gain if they are run {@linkplain #runBeside beside each other}, instead of with
   * all threads in each of their kernels.
   *
   * @param bytesPerTask planned memory of each
   * @return at most as many as there are threads; 1 if none gain, by default
   */
  default int tasksAtOnce(long bytesPerTask) {
    return 1;
  }

  /**
   * Runs every task, some of them at once, and returns when all are done. A thread computes the
   * kernels of its task, of any network, by itself; where other threads are busy, as with another
   * network, the calling one runs all tasks.
   *
   * @param tasks how many; in any order
   * @param task by its number, from 0; it throws nothing
   */
  default void runBeside(int tasks, IntConsumer task) {
    for (int i = 0; i < tasks; i++) {
      task.accept(i);
    }
  }

  /**
   * Asks for kernels whose results for an image are the same, to the last bit, as if it were alone,
   * whatever the other images of the batch; or ends that.
   *
   * @return whether they are so then; else images have to be predicted one at a time
   */
  default boolean batchInvariant(boolean wanted) {
    return false;
  }

  /**
   * Says where what kernels of inference prepare from parameters lies, for all networks that share
   * these; before the first kernel is made. Without it a factory keeps its own, and only what an op
   * of inference prepares: a network that trains changes its parameters in each step.
   */
  default void prepareIn(PreparedParameters shared) {}

  /**
   * Tells kernels of inference, which prepare parameters once, that these have changed. What lies
   * in {@link PreparedParameters} that are shared is forgotten already.
   */
  default void parametersChanged() {}

  /** Frees what the kernels hold; none may run afterwards. */
  default void close() {}
}
