package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.random.LayerStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Gives the same kernel object for the same spec, so that cases meet bindings and scratch that
 * others left, as steps of a network do. A kernel that the provider lacks skips the test, because
 * {@link Kernels} would take one of another provider; the portable one may lack none. Those of the
 * fast one run on {@link BothMemories}, unless they draw.
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
    return new Shared(name(), provider.open(type), new HashMap<>());
  }

  private record Shared(String name, KernelFactory factory, Map<KernelSpec<?>, Optional<?>> known)
      implements KernelFactory {
    @Override
    @SuppressWarnings("unchecked") // a spec is known with its own kernel
    public <K> Optional<K> prepare(KernelSpec<K> spec, LayerStream layer) {
      if (spec.draws()) {
        return served(spec, factory.prepare(spec, layer)); // each layer has a stream of its own
      }
      Optional<K> kernel = (Optional<K>) known.get(spec);
      if (kernel == null) {
        kernel = factory.prepare(spec, layer);
        if (spec instanceof OpSpec && !name.equals(Backend.PORTABLE)) {
          kernel = kernel.map(k -> (K) new BothMemories((Kernel) k));
        }
        known.put(spec, kernel);
      }
      return served(spec, kernel);
    }

    private <K> Optional<K> served(KernelSpec<K> spec, Optional<K> kernel) {
      if (kernel.isEmpty() && !name.equals(Backend.PORTABLE)) {
        Assumptions.abort(name + " has no " + spec);
      }
      return kernel;
    }

    @Override
    public int imagesAtOnce(long bytesPerImage) {
      return factory.imagesAtOnce(bytesPerImage);
    }

    @Override
    public boolean batchInvariant(boolean wanted) {
      return factory.batchInvariant(wanted);
    }

    @Override
    public void prepareIn(PreparedParameters shared) {
      factory.prepareIn(shared);
    }

    @Override
    public void parametersChanged() {
      factory.parametersChanged();
    }

    @Override
    public void close() {
      factory.close();
    }
  }
}
