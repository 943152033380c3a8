package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.kernel.KernelChoice;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/** What decides the bytes of a training, by name: who goes on with it should have the same. */
final class TrainingIdentity {
  static final String OPTIMIZER = "optimizer";
  static final String AVERAGE = "average";

  /** How the class was compiled: another is told, not refused. */
  static final String COMPILED = "compiled";

  private static final String BATCH_NORM = "batch norm";

  /** Which checkpoints do not name that were written before there was another. */
  private static final String OF_EACH_PART = "of each part";

  private static final int RATES = 64;

  /** What is not here cannot be another: weights would mean something else. */
  private static final Map<String, Allow> ALLOWED =
      Map.ofEntries(
          Map.entry("kernels", Allow.OTHER_PROVIDER),
          Map.entry("vectors", Allow.OTHER_THREADS),
          Map.entry("threads", Allow.OTHER_THREADS),
          Map.entry("seed", Allow.OTHER_SEED),
          Map.entry("data", Allow.OTHER_DATA),
          Map.entry("order", Allow.OTHER_DATA),
          Map.entry("images", Allow.OTHER_DATA),
          Map.entry("test data", Allow.OTHER_TEST_DATA),
          Map.entry("batches", Allow.OTHER_BATCHES),
          Map.entry("micro-batches", Allow.OTHER_BATCHES),
          Map.entry(BATCH_NORM, Allow.OTHER_BATCHES),
          Map.entry(OPTIMIZER, Allow.OTHER_OPTIMIZER),
          Map.entry("schedule", Allow.OTHER_SCHEDULE),
          Map.entry("plan", Allow.OTHER_SCHEDULE),
          Map.entry("loss", Allow.OTHER_LOSS),
          Map.entry("clipping", Allow.OTHER_LOSS),
          Map.entry(AVERAGE, Allow.OTHER_AVERAGE));

  private TrainingIdentity() {}

  static Map<String, String> of(TrainingNetwork network, TrainingSettings settings, Plan plan) {
    Map<String, String> all = ofNetwork(network);
    Batches train = settings.train;
    all.put("data", train.dataset().name() + " " + settings.fingerprint(train));
    all.put("order", train.describeOrder());
    all.put("images", train.describeImages());
    all.put(
        "test data",
        settings.test == null
            ? "none"
            : settings.test.dataset().name() + " " + settings.fingerprint(settings.test));
    all.put("batches", train.batches() + " of " + train.batchSize());
    all.put("micro-batches", String.valueOf(settings.microBatches));
    all.put(BATCH_NORM, settings.synchronizedBatchNorm ? "synchronized" : OF_EACH_PART);
    all.put(OPTIMIZER, text(settings.optimizer));
    all.put("schedule", rates(settings.schedule));
    all.put("plan", plan.epochs() + " epochs");
    all.put("loss", loss(settings));
    all.put("clipping", text(settings.clipping));
    all.put(AVERAGE, settings.average == null ? "none" : text(settings.average));
    return all;
  }

  static Map<String, String> ofNetwork(TrainingNetwork network) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("network", network.name());
    all.put("architecture", network.architecture());
    all.put("trainable parameters", String.format(Locale.ROOT, "%,d", network.trainableLength()));
    all.put("data type", network.dataType().toString());
    all.put(COMPILED, network.steps());
    List<String> providers =
        network.kernels().stream().map(KernelChoice::provider).distinct().sorted().toList();
    all.put("kernels", String.join(", ", providers));
    List<KernelProvider> used =
        Kernels.providers().stream()
            .filter(provider -> providers.contains(provider.name()))
            .toList();
    all.put(
        "vectors",
        used.stream()
            .map(KernelProvider::vectors)
            .filter(vectors -> !vectors.isEmpty())
            .collect(Collectors.joining(", ")));
    if (used.stream().anyMatch(KernelProvider::roundsByThreads)) {
      all.put("threads", String.valueOf(Settings.threads()));
    }
    all.put("seed", String.valueOf(network.seed()));
    return all;
  }

  /** Schedules are functions: what they give is compared, not what they are called. */
  private static String rates(Schedule schedule) {
    CRC32C sum = new CRC32C();
    for (int i = 0; i < RATES; i++) {
      double rate = schedule.at(i, RATES);
      long bits = Double.doubleToLongBits(rate);
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        sum.update((int) (bits >>> shift));
      }
    }
    return String.format(Locale.ROOT, "from %.4g (%08x)", schedule.at(0, RATES), sum.getValue());
  }

  private static String loss(TrainingSettings settings) {
    StringBuilder text = new StringBuilder(text(settings.mainLoss()));
    if (settings.labelSmoothing > 0) {
      text.append(", label smoothing ").append(settings.labelSmoothing);
    }
    for (OutputLosses.Auxiliary other : settings.auxiliaryLosses) {
      text.append(", ").append(other.weight()).append("·").append(text(other.loss()));
      text.append(" of ").append(other.output());
    }
    return text.toString();
  }

  /** What it says of itself, or its class: of a lambda nothing that lasts. */
  private static String text(Object what) {
    Class<?> type = what.getClass();
    if (type.isHidden() || type.isSynthetic()) {
      return "a lambda";
    }
    String text = what.toString();
    boolean says = !text.matches("(?s).*@\\p{XDigit}+.*");
    return says ? text : type.isAnonymousClass() ? type.getName() : type.getSimpleName();
  }

  /**
   * Compares all but how the class was compiled.
   *
   * @param where in messages
   * @return what is another and allowed
   * @throws OtherTrainingException with each difference that is not allowed
   */
  static Set<Allow> compare(
      Map<String, String> saved, Map<String, String> now, Set<Allow> allowed, Object where) {
    List<OtherTrainingException.Difference> refused = new ArrayList<>();
    Set<Allow> others = EnumSet.noneOf(Allow.class);
    for (Map.Entry<String, String> entry : now.entrySet()) {
      String name = entry.getKey();
      String before =
          name.equals(BATCH_NORM) ? saved.getOrDefault(name, OF_EACH_PART) : saved.get(name);
      if (name.equals(COMPILED) || entry.getValue().equals(before)) {
        continue;
      }
      Allow allow = ALLOWED.get(name);
      if (allow != null && allowed.contains(allow)) {
        others.add(allow);
      } else {
        String text =
            String.format(Locale.ROOT, "%s: it was %s and is %s", name, before, entry.getValue());
        refused.add(new OtherTrainingException.Difference(name, text, allow));
      }
    }
    if (!refused.isEmpty()) {
      throw new OtherTrainingException(where, refused);
    }
    return others;
  }

  /**
   * Who has compiled the class with another version or with other options goes on, since weights
   * mean what they meant: empty if it is as it was, or the checkpoint is of a version that did not
   * say how.
   */
  static Optional<String> compiledOtherwise(Map<String, String> saved, Map<String, String> now) {
    String before = saved.get(COMPILED);
    String after = now.get(COMPILED);
    return before == null || before.equals(after)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: it was %s and is %s: another version of the compiler, other layouts, passes or"
                    + " attributes; results then differ from those of one run, in rounding at least",
                COMPILED,
                before,
                after));
  }
}
