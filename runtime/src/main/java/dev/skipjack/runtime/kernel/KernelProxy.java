package dev.skipjack.runtime.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;

/** A kernel with something done around each run, for what is no part of computing. */
final class KernelProxy {
  private KernelProxy() {}

  /** A run of the kernel itself. */
  @FunctionalInterface
  interface Run {
    Object run() throws Throwable;
  }

  /** What is done instead of a run, which it has to call. */
  @FunctionalInterface
  interface Around {
    Object run(Run run) throws Throwable;
  }

  /** Has every kernel interface that the kernel has. */
  @SuppressWarnings("unchecked") // K is one of these interfaces
  static <K> K around(K kernel, Around around) {
    return (K)
        Proxy.newProxyInstance(
            KernelFactory.class.getClassLoader(),
            interfaces(kernel.getClass()),
            (proxy, method, arguments) -> {
              try {
                return around.run(() -> method.invoke(kernel, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Class<?>[] interfaces(Class<?> type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> candidate : c.getInterfaces()) {
        if (candidate.getPackage() == KernelFactory.class.getPackage()) {
          found.add(candidate);
        }
      }
    }
    return found.toArray(Class<?>[]::new);
  }
}
