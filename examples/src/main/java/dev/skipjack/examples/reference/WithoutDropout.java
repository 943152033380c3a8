package dev.skipjack.examples.reference;

import dev.skipjack.runtime.kernel.Dropout;
import dev.skipjack.runtime.kernel.DropoutGradient;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.random.LayerStream;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Dropout that drops nothing, since PyTorch draws other masks than we do. Only the comparison has
 * it on its class path, by {@code src/reference/META-INF/services}; the other kernels are the usual
 * ones.
 */
public final class WithoutDropout implements KernelProvider {
  private static final int FIRST = 1000;

  @Override
  public String name() {
    return "without-dropout";
  }

  @Override
  public int priority() {
    return FIRST;
  }

  @Override
  public Optional<String> unavailableReason(DataType type) {
    return Optional.empty();
  }

  @Override
  public KernelFactory open(DataType type) {
    return new KernelFactory() {
      @Override
      public Optional<Dropout> dropout(double probability, LayerStream layer) {
        return Optional.of((x, out, mask) -> out.assign(x));
      }

      @Override
      public Optional<DropoutGradient> dropoutGradient() {
        return Optional.of((mask, outGradient, inputGradient) -> inputGradient.assign(outGradient));
      }
    };
  }
}
