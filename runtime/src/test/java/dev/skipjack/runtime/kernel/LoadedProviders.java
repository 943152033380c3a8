package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.data.ElementView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Providers as they are elsewhere: on other processors, with undefined memory poisoned. What
 * decides it are constants of their classes, so each combination gets classes of its own.
 */
final class LoadedProviders {
  private static final String KERNEL = "dev.skipjack.runtime.kernel.";
  private static final String FAST = KERNEL + "simd.";
  private static final String PORTABLE = KERNEL + "nd4j.";
  private static final String VIEW = ElementView.class.getName();

  /** Their threads, and what these keep, live as long as the tests. */
  private static final Map<Object, KernelProvider> LOADED = new HashMap<>();

  private LoadedProviders() {}

  /**
   * @param bits of a vector, or 0 for what the processor prefers
   */
  static KernelProvider fast(int threads, int bits) {
    return fast(threads, bits, null);
  }

  /**
   * With several threads kernels are cut into as many parts as they can be.
   *
   * @param bits of a vector, or 0 for what the processor prefers
   * @param poison what undefined memory is filled with; null for nothing
   */
  static KernelProvider fast(int threads, int bits, String poison) {
    return fast(threads, bits, poison, threads > 1 ? 0.0 : 1.0);
  }

  /**
   * @param grain a value of {@link Settings#GRAIN}
   */
  static KernelProvider fast(int threads, int bits, String poison, double grain) {
    Map<String, String> properties = new HashMap<>();
    properties.put(Settings.THREADS, Integer.toString(threads));
    properties.put(Settings.VECTOR_BITS, bits > 0 ? Integer.toString(bits) : null);
    properties.put(Settings.POISON, poison);
    properties.put(Settings.GRAIN, Double.toString(grain));
    return loadFast(properties);
  }

  /**
   * Of one thread, for a processor that holds so many vectors.
   *
   * @param registers a value of {@link Settings#VECTOR_REGISTERS}
   */
  static KernelProvider fastForRegisters(int registers, int bits) {
    Map<String, String> properties = new HashMap<>();
    properties.put(Settings.THREADS, "1");
    properties.put(Settings.VECTOR_BITS, Integer.toString(bits));
    properties.put(Settings.VECTOR_REGISTERS, Integer.toString(registers));
    return loadFast(properties);
  }

  /**
   * Of one thread, for other caches.
   *
   * @param secondLevel a value of {@link Settings#SECOND_LEVEL_CACHE}
   * @param lastLevel a value of {@link Settings#LAST_LEVEL_CACHE}
   * @param poison what undefined memory is filled with; null for nothing
   */
  static KernelProvider fastForCaches(String secondLevel, String lastLevel, String poison) {
    Map<String, String> properties = new HashMap<>();
    properties.put(Settings.THREADS, "1");
    properties.put(Settings.SECOND_LEVEL_CACHE, secondLevel);
    properties.put(Settings.LAST_LEVEL_CACHE, lastLevel);
    properties.put(Settings.POISON, poison);
    return loadFast(properties);
  }

  private static KernelProvider loadFast(Map<String, String> properties) {
    return load(
        FAST + "SimdProvider",
        properties,
        FAST + "threads.Workers",
        FAST + "lanes.Lanes",
        FAST + "threads.Caches",
        FAST + "threads.Parts");
  }

  /**
   * @param convolutions how they are computed, a value of {@link Settings#CONVOLUTIONS}
   */
  static KernelProvider fast(int threads, int bits, String poison, String convolutions) {
    return new Convolving(fast(threads, bits, poison), convolutions);
  }

  /** Opens kernels that compute convolutions in one way. */
  private record Convolving(KernelProvider provider, String method) implements KernelProvider {
    @Override
    public String name() {
      return provider.name();
    }

    @Override
    public int priority() {
      return provider.priority();
    }

    @Override
    public Optional<String> unavailableReason(DataType type) {
      return provider.unavailableReason(type);
    }

    @Override
    public KernelFactory open(DataType type) {
      synchronized (LoadedProviders.class) {
        Map<String, String> before = new HashMap<>();
        before.put(Settings.CONVOLUTIONS, System.getProperty(Settings.CONVOLUTIONS));
        System.setProperty(Settings.CONVOLUTIONS, method);
        try {
          return provider.open(type);
        } finally {
          set(before);
        }
      }
    }
  }

  /**
   * @param poison what undefined memory is filled with; null for nothing
   */
  static KernelProvider portable(String poison) {
    Map<String, String> properties = new HashMap<>();
    properties.put(Settings.POISON, poison);
    return load(PORTABLE + "Nd4jProvider", properties);
  }

  /** Undefined memory of a provider that was loaded with poison is filled with another from now. */
  static void poison(KernelProvider provider, float value) {
    KernelProvider loaded = provider instanceof Convolving c ? c.provider() : provider;
    try {
      Class<?> poison = Class.forName(KERNEL + "Poison", true, loaded.getClass().getClassLoader());
      Method change = poison.getDeclaredMethod("change", float.class);
      change.setAccessible(true); // of a package that another loader has, too
      change.invoke(null, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * As it is where ND4J does not compute on the CPU.
   *
   * @param forbidden accesses to the host that throw
   */
  static KernelProvider portableWithoutHost(Predicate<HostAccess.Use> forbidden) {
    try {
      Class<?> provider = withoutHost(forbidden, PORTABLE + "Nd4jProvider");
      return (KernelProvider) provider.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A class of the portable provider, or {@link ElementView}, as it is there. */
  static Class<?> withoutHost(Predicate<HostAccess.Use> forbidden, String name)
      throws ClassNotFoundException {
    return new Loader(forbidden).loadClass(name);
  }

  /**
   * @param properties of the system while the constants are read; null values clear them
   * @param constants classes that read them
   */
  private static synchronized KernelProvider load(
      String name, Map<String, String> properties, String... constants) {
    return LOADED.computeIfAbsent(
        List.of(name, properties),
        key -> {
          Map<String, String> before = new HashMap<>();
          properties
              .keySet()
              .forEach(property -> before.put(property, System.getProperty(property)));
          set(properties);
          try {
            ClassLoader loader = new Loader(null);
            Class.forName(KERNEL + "Poison", true, loader);
            for (String constant : constants) {
              Class.forName(constant, true, loader);
            }
            return (KernelProvider) loader.loadClass(name).getConstructor().newInstance();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          } finally {
            set(before);
          }
        });
  }

  private static void set(Map<String, String> properties) {
    properties.forEach(
        (property, value) -> {
          if (value == null) {
            System.clearProperty(property);
          } else {
            System.setProperty(property, value);
          }
        });
  }

  private static final class Loader extends ClassLoader {
    private final Predicate<HostAccess.Use> forbidden;

    /**
     * @param forbidden null if classes are as they are
     */
    Loader(Predicate<HostAccess.Use> forbidden) {
      super(LoadedProviders.class.getClassLoader());
      this.forbidden = forbidden;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!isOwn(name)) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private boolean isOwn(String name) {
      return name.startsWith(FAST)
          || (forbidden != null && name.startsWith(VIEW))
          || name.startsWith(PORTABLE)
          || name.startsWith(KERNEL + "Poison");
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        if (forbidden != null) {
          bytes = HostAccess.withoutHost(bytes, forbidden);
        }
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
