package dev.skipjack.fuzz.run;

import dev.skipjack.runtime.kernel.Dropout;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.StochasticDepth;
import dev.skipjack.runtime.kernel.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.simd.ThreadedKernels;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Serves all networks while a model is run: the kernels of the provider that is tried, with the
 * threads that are tried. What is random in them comes from {@link FixedMasks}, the same for every
 * provider.
 */
public final class FuzzedProvider implements KernelProvider {
  private static volatile Kind kind;
  private static final List<KernelFactory> OPENED = new ArrayList<>();

  /**
   * Which kernels are tried.
   *
   * @param threads of the fast provider, 1 to 3; 0 for the portable one
   */
  record Kind(int threads) {
    static final Kind PORTABLE = new Kind(0);

    boolean isFast() {
      return threads > 0;
    }
  }

  /** Networks opened from now on have these kernels; null for what users have. */
  static void use(Kind newKind) {
    kind = newKind;
    OPENED.clear();
  }

  /** Fills what the fast kernels opened since keep between calls and must not read. */
  static void poison() {
    OPENED.forEach(factory -> ThreadedKernels.poison(kind.threads(), factory));
  }

  @Override
  public String name() {
    return "fuzzed";
  }

  @Override
  public int priority() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Optional<String> unavailableReason(DataType type) {
    return kind == null ? Optional.of("nothing is fuzzed") : Optional.empty();
  }

  @Override
  public KernelFactory open(DataType type, long seed) {
    KernelFactory portable =
        Kernels.providers().stream()
            .filter(provider -> provider.name().equals("nd4j"))
            .findFirst()
            .orElseThrow()
            .open(type, seed);
    List<KernelFactory> factories = new ArrayList<>();
    if (kind.isFast() && type == DataType.FLOAT) {
      KernelFactory fast = ThreadedKernels.open(kind.threads(), seed);
      OPENED.add(fast);
      factories.add(fast);
    }
    factories.add(portable);
    FixedMasks masks = new FixedMasks(seed);
    return (KernelFactory)
        Proxy.newProxyInstance(
            KernelFactory.class.getClassLoader(),
            new Class<?>[] {KernelFactory.class},
            (proxy, method, arguments) -> answer(factories, masks, method, arguments));
  }

  private static Object answer(
      List<KernelFactory> factories, FixedMasks masks, Method method, Object[] arguments)
      throws Throwable {
    if (method.getName().equals("dropout")) {
      Dropout dropout = masks.dropout(((Number) arguments[0]).doubleValue());
      return Optional.of(dropout);
    }
    if (method.getName().equals("stochasticDepth")) {
      StochasticDepth depth = masks.stochasticDepth((StochasticDepthSpec) arguments[0]);
      return Optional.of(depth);
    }
    if (method.getReturnType() == void.class) {
      for (KernelFactory factory : factories) {
        invoke(factory, method, arguments);
      }
      return null;
    }
    Object found = invoke(factories.get(0), method, arguments);
    boolean falls = found instanceof Optional<?> answer && answer.isEmpty() && factories.size() > 1;
    return falls ? invoke(factories.get(1), method, arguments) : found;
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
