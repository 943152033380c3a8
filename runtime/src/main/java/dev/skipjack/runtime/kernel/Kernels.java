package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What generated code sees: each kernel from the fastest provider that has it, resolved when the
 * network is built.
 */
public final class Kernels implements AutoCloseable {
  /** {@code -Dskipjack.kernels=nd4j} forces one provider; then nothing falls back. */
  public static final String PROPERTY = "skipjack.kernels";

  private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);

  private final List<KernelFactory> factories;

  private Kernels(List<KernelFactory> factories) {
    this.factories = List.copyOf(factories);
  }

  /**
   * Opens the providers on the class path, fastest first.
   *
   * @param type FLOAT or DOUBLE
   * @param seed of what is random in kernels: dropout
   * @throws IllegalStateException if no provider is available, or not the one that {@link
   *     #PROPERTY} names; the message lists each with its reason
   */
  public static Kernels open(DataType type, long seed) {
    return open(providers(), System.getProperty(PROPERTY), type, seed);
  }

  static Kernels open(List<KernelProvider> providers, String forced, DataType type, long seed) {
    List<KernelFactory> factories = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (KernelProvider provider : providers) {
      Optional<String> reason =
          forced != null && !forced.equals(provider.name())
              ? Optional.of("-D" + PROPERTY + "=" + forced + " asks for another")
              : provider.unavailableReason(type);
      if (reason.isPresent()) {
        skipped.add(provider.name() + " (" + reason.get() + ")");
      } else {
        factories.add(provider.open(type, seed));
      }
    }
    if (factories.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "no kernels for %s%s; skipped: %s",
              type,
              forced == null ? "" : " named '" + forced + "' (-D" + PROPERTY + ")",
              skipped.isEmpty() ? "none on the class path" : String.join(", ", skipped)));
    }
    LOG.debug("kernels for {}: {} found, skipped {}", type, factories.size(), skipped);
    return new Kernels(factories);
  }

  /** Every provider on the class path, fastest first. */
  public static List<KernelProvider> providers() {
    return ServiceLoader.load(KernelProvider.class, Kernels.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(KernelProvider::priority).reversed())
        .toList();
  }

  private <K> K first(String kernel, Function<KernelFactory, Optional<K>> method) {
    for (KernelFactory factory : factories) {
      Optional<K> found = method.apply(factory);
      if (found.isPresent()) {
        LOG.debug("{} -> {}", kernel, found.get().getClass().getName());
        return found.get();
      }
    }
    throw new IllegalStateException("no provider has the kernel " + kernel);
  }

  /**
   * How many images a prediction runs at once, so that what lies between its layers stays in the
   * processor's cache.
   *
   * @param bytesPerImage planned memory of one image
   */
  public int imagesAtOnce(long bytesPerImage) {
    return factories.get(0).imagesAtOnce(bytesPerImage);
  }

  /** Tells kernels of inference, which prepare parameters once, that these have changed. */
  public void parametersChanged() {
    factories.forEach(KernelFactory::parametersChanged);
  }

  /** Frees what the kernels hold. */
  @Override
  public void close() {
    factories.forEach(KernelFactory::close);
  }

  public Convolution convolution(ConvolutionSpec spec) {
    return first("convolution " + spec, f -> f.convolution(spec));
  }

  public ConvolutionGradient convolutionGradient(ConvolutionSpec spec) {
    return first("convolutionGradient " + spec, f -> f.convolutionGradient(spec));
  }

  public FusedConvolution fusedConvolution(FusedConvolutionSpec spec) {
    return first("fusedConvolution " + spec, f -> f.fusedConvolution(spec));
  }

  public FusedConvolutionGradient fusedConvolutionGradient(
      FusedConvolutionSpec spec, boolean accumulate) {
    return first(
        "fusedConvolutionGradient " + spec, f -> f.fusedConvolutionGradient(spec, accumulate));
  }

  public FoldedConvolution foldedConvolution(FoldedConvolutionSpec spec) {
    return first("foldedConvolution " + spec, f -> f.foldedConvolution(spec));
  }

  public Linear linear(LinearSpec spec) {
    return first("linear " + spec, f -> f.linear(spec));
  }

  public LinearGradient linearGradient(LinearSpec spec) {
    return first("linearGradient " + spec, f -> f.linearGradient(spec));
  }

  public Statistics statistics(int channels) {
    return first("statistics", f -> f.statistics(channels));
  }

  public RunningStatistics runningStatistics(int channels, double momentum) {
    return first("runningStatistics", f -> f.runningStatistics(channels, momentum));
  }

  public Normalize normalize(NormalizeSpec spec) {
    return first("normalize " + spec, f -> f.normalize(spec));
  }

  public NormalizeGradient normalizeGradient(NormalizeSpec spec) {
    return first("normalizeGradient " + spec, f -> f.normalizeGradient(spec));
  }

  public StatisticsGradient statisticsGradient(int channels, boolean accumulate) {
    return first("statisticsGradient", f -> f.statisticsGradient(channels, accumulate));
  }

  public Activation activation(ActivationSpec spec) {
    return first("activation " + spec, f -> f.activation(spec));
  }

  public ActivationGradient activationGradient(ActivationSpec spec) {
    return first("activationGradient " + spec, f -> f.activationGradient(spec));
  }

  public Pool pool(PoolSpec spec) {
    return first("pool " + spec, f -> f.pool(spec));
  }

  public PoolGradient poolGradient(PoolSpec spec) {
    return first("poolGradient " + spec, f -> f.poolGradient(spec));
  }

  public FusedPool fusedPool(FusedPoolSpec spec) {
    return first("fusedPool " + spec, f -> f.fusedPool(spec));
  }

  public FusedPoolGradient fusedPoolGradient(FusedPoolSpec spec) {
    return first("fusedPoolGradient " + spec, f -> f.fusedPoolGradient(spec));
  }

  public GlobalAveragePool globalAveragePool() {
    return first("globalAveragePool", f -> f.globalAveragePool());
  }

  public GlobalAveragePoolGradient globalAveragePoolGradient() {
    return first("globalAveragePoolGradient", f -> f.globalAveragePoolGradient());
  }

  public Add add() {
    return first("add", f -> f.add());
  }

  public Copy copy() {
    return first("copy", f -> f.copy());
  }

  public Dropout dropout(double probability) {
    return first("dropout", f -> f.dropout(probability));
  }

  public DropoutGradient dropoutGradient() {
    return first("dropoutGradient", f -> f.dropoutGradient());
  }

  public PadShortcut padShortcut(PadShortcutSpec spec) {
    return first("padShortcut " + spec, f -> f.padShortcut(spec));
  }

  public PadShortcutGradient padShortcutGradient(PadShortcutSpec spec) {
    return first("padShortcutGradient " + spec, f -> f.padShortcutGradient(spec));
  }
}
