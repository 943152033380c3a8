package dev.skipjack.runtime.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Gives the same kernel object for the same spec, so that cases meet bindings and scratch that
 * others left, as steps of a network do. A kernel that the provider lacks skips the test, because
 * {@link Kernels} would take one of another provider; the portable one may lack none.
 */
record SharedKernels(KernelProvider provider) implements KernelProvider {
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
    KernelFactory factory = provider.open(type);
    Map<List<Object>, Object> known = new HashMap<>();
    return (KernelFactory)
        Proxy.newProxyInstance(
            KernelFactory.class.getClassLoader(),
            new Class<?>[] {KernelFactory.class},
            (proxy, method, arguments) -> {
              if (method.getReturnType() == void.class) {
                return invoke(factory, method, arguments);
              }
              List<Object> spec = arguments == null ? List.of() : Arrays.asList(arguments);
              List<Object> key = List.of(method.getName(), spec);
              Object kernel = known.get(key);
              if (kernel == null) {
                kernel = invoke(factory, method, arguments);
                known.put(key, kernel);
              }
              if (kernel.equals(Optional.empty()) && !name().equals(Backend.PORTABLE)) {
                Assumptions.abort(name() + " has no " + method.getName() + " " + spec);
              }
              return kernel;
            });
  }

  private static Object invoke(KernelFactory factory, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(factory, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
