package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A test mode that finds reads of what was never written. With {@code -Dskipjack.poison=NaN}, or
 * any other float, that value fills all memory whose contents are undefined: the scratch of kernels
 * before each run, the planned memory of a network before each forward pass and its gradients
 * before each backward pass. No result may depend on it. Without the property nothing is done.
 */
public final class Poison {
  private static final Optional<Float> SETTING = Settings.poison();

  /** A constant, so that nothing is left of the mode where it is off. */
  public static final boolean ON = SETTING.isPresent();

  private static volatile float value = SETTING.orElse(0f);

  private Poison() {}

  /** What undefined memory is filled with. */
  public static float value() {
    return value;
  }

  /** Fills with another one from now on, so that tests need not load kernels for each. */
  static void change(float to) {
    value = to;
  }

  /** Fills a tensor; only where the mode is on. */
  public static void fill(Tensor tensor) {
    tensor.fill(value);
  }

  /**
   * The same kernels, which make their scratch undefined before each run; only where the mode is
   * on.
   *
   * @param fill fills what the kernels use while they run
   */
  public static KernelFactory beforeEachRun(KernelFactory kernels, Runnable fill) {
    return new Filling(kernels, fill);
  }

  private record Filling(KernelFactory kernels, Runnable fill) implements KernelFactory {
    @Override
    public <K> Optional<K> prepare(KernelSpec<K> spec, LayerStream layer) {
      return kernels.prepare(spec, layer).map(kernel -> spec.around(kernel, this::fillAndRun));
    }

    private void fillAndRun(Runnable run) {
      fill.run();
      run.run();
    }

    @Override
    public Tensor allocate(DataType type, long elements) {
      return kernels.allocate(type, elements);
    }

    @Override
    public int imagesAtOnce(long bytesPerImage) {
      return kernels.imagesAtOnce(bytesPerImage);
    }

    @Override
    public int tasksAtOnce(long bytesPerTask) {
      return kernels.tasksAtOnce(bytesPerTask);
    }

    @Override
    public void runBeside(int tasks, IntConsumer task) {
      kernels.runBeside(tasks, task);
    }

    @Override
    public boolean batchInvariant(boolean wanted) {
      return kernels.batchInvariant(wanted);
    }

    @Override
    public void prepareIn(PreparedParameters shared) {
      kernels.prepareIn(shared);
    }

    @Override
    public void parametersChanged() {
      kernels.parametersChanged();
    }

    @Override
    public void close() {
      kernels.close();
    }
  }
}
