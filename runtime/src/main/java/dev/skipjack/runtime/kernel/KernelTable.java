package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.random.LayerStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The kernels that a provider has: a line for each. */
public final class KernelTable implements KernelFactory {
  private final Map<Class<?>, BiFunction<Object, LayerStream, Object>> lines = new HashMap<>();

  /**
   * A kernel.
   *
   * @param prepare null for a spec that the provider does not serve
   */
  public <K, S extends KernelSpec<K>> KernelTable add(Class<S> spec, Function<S, K> prepare) {
    return add(spec, (wanted, layer) -> prepare.apply(wanted));
  }

  /**
   * A kernel that draws from its layer's stream.
   *
   * @param prepare null for a spec that the provider does not serve
   */
  public <K, S extends KernelSpec<K>> KernelTable add(
      Class<S> spec, BiFunction<S, LayerStream, K> prepare) {
    lines.put(spec, (wanted, layer) -> prepare.apply(spec.cast(wanted), layer));
    return this;
  }

  /** The kernel of a spec, if its line is there and has it. */
  @Override
  @SuppressWarnings("unchecked") // the line of a KernelSpec<K> answers with a K
  public <K> Optional<K> prepare(KernelSpec<K> spec, LayerStream layer) {
    BiFunction<Object, LayerStream, Object> line = lines.get(spec.getClass());
    return line == null ? Optional.empty() : Optional.ofNullable((K) line.apply(spec, layer));
  }
}
