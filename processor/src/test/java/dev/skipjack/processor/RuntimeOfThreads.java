package dev.skipjack.processor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The runtime with one provider and a number of threads, which are constants of its classes: each
 * combination gets classes of its own.
 */
final class RuntimeOfThreads extends ClassLoader {
  private static final String PACKAGE = "dev.skipjack.runtime.";
  private static final String THREADS = "skipjack.threads";
  private static final String KERNELS = "skipjack.kernels";

  /** Their threads live as long as the tests. */
  private static final Map<List<Object>, RuntimeOfThreads> ALL = new HashMap<>();

  private final String provider;
  private final int threads;

  private RuntimeOfThreads(String provider, int threads) {
    super(RuntimeOfThreads.class.getClassLoader());
    this.provider = provider;
    this.threads = threads;
  }

  static RuntimeOfThreads of(String provider, int threads) {
    return ALL.computeIfAbsent(
        List.of(provider, threads), key -> new RuntimeOfThreads(provider, threads));
  }

  /**
   * Runs a {@link OneStep} of this runtime.
   *
   * @param arrays images and the output's gradient
   */
  @SuppressWarnings("unchecked")
  Map<String, double[]> step(CompiledModel model, INDArray... arrays)
      throws ReflectiveOperationException {
    String threadsBefore = System.getProperty(THREADS);
    String kernelsBefore = System.getProperty(KERNELS);
    System.setProperty(THREADS, Integer.toString(threads));
    System.setProperty(KERNELS, provider);
    try {
      Class<?> step = loadClass(OneStep.class.getName());
      return ((BiFunction<Class<?>, INDArray[], Map<String, double[]>>)
              step.getDeclaredConstructor().newInstance())
          .apply(model.load(this), arrays);
    } finally {
      restore(THREADS, threadsBefore);
      restore(KERNELS, kernelsBefore);
    }
  }

  private static void restore(String property, String before) {
    if (before == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, before);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      if (!name.startsWith(PACKAGE) && !name.equals(OneStep.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
