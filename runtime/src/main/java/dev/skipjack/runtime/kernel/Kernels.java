package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.random.LayerStream;
import dev.skipjack.runtime.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What generated code sees: each kernel from the fastest provider that has it, resolved when the
 * network is built. They share scratch memory, so one thread at a time runs one of them: the
 * network whose they are sees to it. Within a kernel a provider may use threads of its own.
 */
public final class Kernels implements AutoCloseable {
  /** {@code -Dskipjack.kernels=nd4j} forces one provider; then nothing falls back. */
  public static final String PROPERTY = Settings.KERNELS;

  private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);

  /** For which types an automatic choice was reported: once in a process. */
  private static final Set<DataType> REPORTED = ConcurrentHashMap.newKeySet();

  private final List<Opened> opened;

  /** The provider that {@link #PROPERTY} names; null if the fastest is chosen. */
  private final String forced;

  /** Of the layers that draw, in the order in which a network asks for them. */
  private final RandomStream layers;

  private final List<LayerStream> drawing = new ArrayList<>();
  private final List<KernelChoice> choices = new ArrayList<>();

  /** Those of other providers than the first, whose memory this is. */
  private final List<ArrayKernel> copyingKernels = new ArrayList<>();

  private final StepSummary steps = new StepSummary();

  private final StatisticsSharing sharing = new StatisticsSharing();

  private final KernelProfile profile = Settings.profile() ? new KernelProfile() : null;

  private record Opened(String provider, KernelFactory factory) {}

  private Kernels(List<Opened> opened, String forced, long seed) {
    this.opened = List.copyOf(opened);
    this.forced = forced;
    this.layers = RandomStream.of(seed, RandomStream.Purpose.LAYERS);
  }

  /**
   * Opens the providers on the class path, fastest first.
   *
   * @param type FLOAT or DOUBLE
   * @param seed of what is random in kernels, dropout and stochastic depth: whichever provider
   *     serves them, the layer, the step (how often it ran) and the image decide what is drawn
   * @throws IllegalStateException if no provider is available; the message lists each with its
   *     reason
   * @throws IllegalArgumentException if the one that {@link #PROPERTY} names is not, or one of the
   *     {@link Settings} means nothing
   */
  public static Kernels open(DataType type, long seed) {
    return open(type, seed, null);
  }

  /**
   * As {@link #open(DataType, long)} for a network that predicts, one of several with the same
   * parameters: these are constants until {@link PreparedParameters#changed} is told otherwise.
   *
   * @param shared what was prepared from them; null for a network that trains
   */
  public static Kernels open(DataType type, long seed, PreparedParameters shared) {
    Settings.check();
    String forced = Settings.kernels().orElse(null);
    List<KernelProvider> providers = providers();
    Kernels kernels = open(providers, forced, type, seed);
    if (shared != null) {
      kernels.opened.forEach(o -> o.factory().prepareIn(shared));
    }
    if (forced == null && REPORTED.add(type)) {
      String report = report(providers, type);
      if (couldBeFaster(providers, type)) {
        warn(report);
      } else {
        LOG.info("{}", report);
      }
    }
    return kernels;
  }

  static {
    for (String name : Settings.misspelt()) {
      warn("-D" + name + " is no setting; the settings are " + Settings.names());
    }
  }

  private static boolean couldBeFaster(List<KernelProvider> providers, DataType type) {
    return providers.stream()
        .takeWhile(provider -> provider.unavailableReason(type).isPresent())
        .anyMatch(provider -> provider.canBeMended(type));
  }

  /** Where nobody collects what SLF4J logs, the JDK's logger writes it to the standard error. */
  private static void warn(String text) {
    if (LOG.isWarnEnabled()) {
      LOG.warn("{}", text);
    } else {
      System.getLogger(Kernels.class.getName()).log(System.Logger.Level.WARNING, text);
    }
  }

  /** What was chosen, why nothing faster, and what would change it. */
  static String report(List<KernelProvider> providers, DataType type) {
    StringBuilder reasons = new StringBuilder();
    for (KernelProvider provider : providers) {
      Optional<String> reason = provider.unavailableReason(type);
      if (reason.isEmpty()) {
        String description = provider.description();
        return String.format(
            Locale.ROOT,
            "kernels for %s: %s%s%s; -D%s=NAME forces others",
            type,
            provider.name(),
            description.isEmpty() ? "" : " (" + description + ")",
            reasons,
            PROPERTY);
      }
      reasons.append(", because ").append(provider.name()).append(" is faster but not available: ");
      reasons.append(reason.get());
    }
    throw new IllegalStateException("no provider is available for " + type);
  }

  static Kernels open(List<KernelProvider> providers, String forced, DataType type, long seed) {
    List<Opened> opened = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (KernelProvider provider : providers) {
      Optional<String> reason =
          forced != null && !forced.equals(provider.name())
              ? Optional.of("-D" + PROPERTY + "=" + forced + " asks for another")
              : provider.unavailableReason(type);
      if (reason.isPresent()) {
        skipped.add(provider.name() + " (" + reason.get() + ")");
      } else {
        opened.add(new Opened(provider.name(), provider.open(type)));
      }
    }
    if (opened.isEmpty()) {
      String message =
          String.format(
              Locale.ROOT,
              "no kernels for %s%s; skipped: %s",
              type,
              forced == null ? "" : " named '" + forced + "' (-D" + PROPERTY + ")",
              skipped.isEmpty() ? "none on the class path" : String.join(", ", skipped));
      throw forced == null
          ? new IllegalStateException(message)
          : new IllegalArgumentException(message);
    }
    LOG.debug("kernels for {}: {} found, skipped {}", type, opened.size(), skipped);
    return new Kernels(opened, forced, seed);
  }

  /** Every provider on the class path, fastest first. */
  public static List<KernelProvider> providers() {
    return ServiceLoader.load(KernelProvider.class, Kernels.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(KernelProvider::priority).reversed())
        .toList();
  }

  /** A step of a network, to be bound to its tensors. */
  public Step step(OpSpec spec) {
    Kernel kernel = prepare(spec);
    steps.add(spec.describe());
    boolean isOfFirst = choices.get(choices.size() - 1).provider().equals(opened.get(0).provider());
    if (!isOfFirst) {
      ArrayKernel copying = new ArrayKernel(kernel);
      copyingKernels.add(copying);
      kernel = copying;
    }
    return new Step(spec, sharing.between(spec, kernel));
  }

  /**
   * Memory for what lies between the steps, as the fastest provider wants it.
   *
   * @return a vector of {@code elements} of any contents
   */
  public Tensor allocate(DataType type, long elements) {
    return opened.get(0).factory().allocate(type, elements);
  }

  /** A kernel of the fastest provider that has it. */
  public <K> K prepare(KernelSpec<K> spec) {
    LayerStream layer = spec.draws() ? nextLayer() : null;
    String described = spec.describe();
    for (Opened candidate : opened) {
      Optional<K> found = candidate.factory().prepare(spec, layer);
      if (found.isPresent()) {
        LOG.debug("{} -> {}", described, candidate.provider());
        choices.add(new KernelChoice(described, candidate.provider()));
        return profile == null ? found.get() : profile.timed(spec, found.get());
      }
      LOG.debug("{} has no {}", candidate.provider(), described);
    }
    throw new IllegalStateException(
        forced == null
            ? "no provider has the kernel " + described
            : String.format(
                Locale.ROOT,
                "%1$s has no kernel %2$s, and -D%3$s=%1$s forbids others: leave it out, and the next"
                    + " provider serves what %1$s lacks",
                forced,
                described,
                PROPERTY));
  }

  /**
   * How many steps there are and in which layouts, with a checksum of them all in their order:
   * whoever was compiled otherwise has another text, whatever provider serves it.
   */
  public String steps() {
    return steps.toString();
  }

  /** Who serves each kernel, in the order in which they were asked for. */
  public List<KernelChoice> choices() {
    return List.copyOf(choices);
  }

  /**
   * How many images a prediction runs at once, so that what lies between its layers takes little
   * memory and may stay in a cache.
   *
   * @param bytesPerImage planned memory of one image
   */
  public int imagesAtOnce(long bytesPerImage) {
    return opened.get(0).factory().imagesAtOnce(bytesPerImage);
  }

  /**
   * How many tasks gain if they are run beside each other: one where kernels are timed, and where
   * some are another provider's, which has threads of its own.
   *
   * @see KernelFactory#tasksAtOnce
   */
  public int tasksAtOnce(long bytesPerTask) {
    String first = opened.get(0).provider();
    boolean isAlone = choices.stream().allMatch(choice -> choice.provider().equals(first));
    return profile == null && isAlone ? opened.get(0).factory().tasksAtOnce(bytesPerTask) : 1;
  }

  /**
   * Runs every task, some of them at once.
   *
   * @see KernelFactory#runBeside
   */
  public void runBeside(int tasks, IntConsumer task) {
    opened.get(0).factory().runBeside(tasks, task);
  }

  /**
   * Asks for results of an image that are the same, to the last bit, as if it were alone, whatever
   * the other images of the batch; or ends that.
   *
   * @return whether every kernel that was asked for is so then; else images have to be predicted
   *     one at a time
   */
  public boolean batchInvariant(boolean wanted) {
    boolean all = true;
    for (Opened candidate : opened) {
      boolean invariant = candidate.factory().batchInvariant(wanted);
      boolean serves = choices.stream().anyMatch(c -> c.provider().equals(candidate.provider()));
      all &= invariant || !serves;
    }
    return all;
  }

  /** Tells kernels of inference, which prepare parameters once, that these have changed. */
  public void parametersChanged() {
    opened.forEach(o -> o.factory().parametersChanged());
  }

  private LayerStream nextLayer() {
    LayerStream layer = LayerStream.of(layers.split(drawing.size()));
    drawing.add(layer);
    return layer;
  }

  /**
   * Which step every layer that draws takes in its next run; each run after that is another.
   *
   * @param step from 0
   * @param firstImage which one of that step's images the first of the run is, from 0: a batch may
   *     be run in parts, and draws what it would as a whole
   */
  public void seek(long step, long firstImage) {
    for (int i = 0; i < drawing.size(); i++) { // each step: neither an iterator nor a lambda
      drawing.get(i).seek(step, firstImage);
    }
  }

  /**
   * From the next run on statistics of batch norm are those of a batch of which others compute
   * parts.
   *
   * @param with null: those of the images that kernels are given, as in the beginning
   */
  public void share(SharedStatistics with) {
    sharing.with(with);
  }

  /** Frees what the kernels hold. */
  @Override
  public void close() {
    copyingKernels.forEach(ArrayKernel::free);
    opened.forEach(o -> o.factory().close());
    if (profile != null) {
      profile.tell();
    }
  }
}
