package dev.skipjack.runtime.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fast provider as it is on other processors. Vector width and number of threads are constants
 * of its classes, so each combination gets classes of its own.
 */
final class FastProviders {
  private static final String PACKAGE = "dev.skipjack.runtime.kernel.simd.";
  private static final String THREADS = "skipjack.threads";
  private static final String BITS = "skipjack.vector.bits";

  /** Their threads, and what these keep, live as long as the tests. */
  private static final Map<List<Integer>, KernelProvider> LOADED = new HashMap<>();

  private FastProviders() {}

  /**
   * @param bits of a vector, or 0 for what the processor prefers
   */
  static synchronized KernelProvider load(int threads, int bits) {
    return LOADED.computeIfAbsent(List.of(threads, bits), key -> loadNew(threads, bits));
  }

  private static KernelProvider loadNew(int threads, int bits) {
    String threadsBefore = System.getProperty(THREADS);
    String bitsBefore = System.getProperty(BITS);
    System.setProperty(THREADS, Integer.toString(threads));
    if (bits > 0) {
      System.setProperty(BITS, Integer.toString(bits));
    }
    try {
      ClassLoader loader = new Loader();
      Class.forName(PACKAGE + "Workers", true, loader);
      Class.forName(PACKAGE + "Lanes", true, loader);
      return (KernelProvider)
          loader.loadClass(PACKAGE + "SimdProvider").getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      restore(THREADS, threadsBefore);
      restore(BITS, bitsBefore);
    }
  }

  private static void restore(String property, String before) {
    if (before == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, before);
    }
  }

  private static final class Loader extends ClassLoader {
    Loader() {
      super(FastProviders.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith(PACKAGE)) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
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
}
