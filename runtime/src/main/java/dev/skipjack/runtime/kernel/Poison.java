package dev.skipjack.runtime.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

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

  /** What undefined memory is filled with. */
  public static final float VALUE = SETTING.orElse(0f);

  private Poison() {}

  /** Fills an array; only where the mode is on. */
  public static void fill(INDArray array) {
    array.assign(VALUE);
  }

  /**
   * The same kernels, which make their scratch undefined before each run; only where the mode is
   * on.
   *
   * @param fill fills what the kernels use while they run
   */
  public static KernelFactory beforeEachRun(KernelFactory kernels, Runnable fill) {
    return (KernelFactory)
        Proxy.newProxyInstance(
            KernelFactory.class.getClassLoader(),
            new Class<?>[] {KernelFactory.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(kernels, arguments);
                return result instanceof Optional<?> found
                    ? found.map(kernel -> filling(kernel, fill))
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Object filling(Object kernel, Runnable fill) {
    return KernelProxy.around(
        kernel,
        run -> {
          fill.run();
          return run.run();
        });
  }
}
