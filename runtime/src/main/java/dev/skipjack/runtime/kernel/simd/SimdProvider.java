package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Poison;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fused kernels in plain Java on the Vector API. This class does without that API, so that it loads
 * where the module is missing and can say so.
 */
public final class SimdProvider implements KernelProvider {
  private static final String MODULE = "jdk.incubator.vector";
  private static final Optional<String> COMPILER_LACK = JitCompiler.lack();

  @Override
  public String name() {
    return "simd";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Optional<String> unavailableReason(DataType type) {
    if (type != DataType.FLOAT) {
      return Optional.of("it computes in FLOAT, not in " + type);
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of("the JVM runs without the Vector API: add --add-modules " + MODULE);
    }
    if (!Nd4j.getEnvironment().isCPU()) {
      return Optional.of("the ND4J backend on the class path is not for the CPU");
    }
    return COMPILER_LACK
        .map(lack -> "the JVM would run its vectors 60 times slower: " + lack)
        .or(() -> Lanes.unsupported());
  }

  /** What lies with flags, not with the type or the backend. */
  @Override
  public boolean canBeMended(DataType type) {
    return type == DataType.FLOAT && Nd4j.getEnvironment().isCPU();
  }

  @Override
  public String description() {
    return vectors() + ", " + Workers.shared().size() + " threads";
  }

  /** The shape alone decides what is summed in which order. */
  @Override
  public boolean roundsByThreads() {
    return false;
  }

  @Override
  public String vectors() {
    return Lanes.LENGTH + " lanes" + Lanes.sums() + Caches.others();
  }

  @Override
  public KernelFactory open(DataType type) {
    Rehearsal.run();
    ConvolutionMethod wanted =
        Settings.convolutions()
            .map(name -> ConvolutionMethod.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
            .orElse(null);
    SimdKernels kernels = new SimdKernels(Workers.shared(), wanted);
    return Poison.ON ? Poison.beforeEachRun(kernels, kernels::poison) : kernels;
  }
}
