package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.nd4j.Nd4jProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Gives the same kernel object for the same spec, so that cases meet bindings and scratch that
 * others left, as steps of a network do.
 */
final class SharedKernels implements KernelProvider {
  private final KernelProvider provider = new Nd4jProvider();

  static Kernels open(DataType type) {
    return Kernels.open(List.of(new SharedKernels()), null, type, 1);
  }

  @Override
  public String name() {
    return "shared";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<String> unavailableReason(DataType type) {
    return provider.unavailableReason(type);
  }

  @Override
  public KernelFactory open(DataType type, long seed) {
    KernelFactory factory = provider.open(type, seed);
    Map<List<Object>, Object> known = new HashMap<>();
    return (KernelFactory)
        Proxy.newProxyInstance(
            KernelFactory.class.getClassLoader(),
            new Class<?>[] {KernelFactory.class},
            (proxy, method, arguments) -> {
              List<Object> key =
                  List.of(
                      method.getName(),
                      Arrays.asList(arguments == null ? new Object[0] : arguments));
              Object kernel = known.get(key);
              if (kernel == null) {
                try {
                  kernel = method.invoke(factory, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
                if (kernel != null) {
                  known.put(key, kernel);
                }
              }
              return kernel;
            });
  }
}
