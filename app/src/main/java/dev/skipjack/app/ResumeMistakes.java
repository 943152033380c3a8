package dev.skipjack.app;

import dev.skipjack.runtime.train.Allow;
import dev.skipjack.runtime.train.OtherTrainingException;
import dev.skipjack.runtime.train.OtherTrainingException.Difference;
import dev.skipjack.runtime.train.ScheduleOverException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Why a training does not go on, in options, where the library says it in calls. */
final class ResumeMistakes {
  /** What decides what, by the names that the library has for it. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("kernels", "-Dskipjack.kernels"),
          Map.entry("vectors", "-Dskipjack.vector.bits"),
          Map.entry("threads", "-Dskipjack.threads"),
          Map.entry("seed", "--seed"),
          Map.entry("data", "--data --set --split --split-seed"),
          Map.entry("test data", "--data --set --split --split-seed"),
          Map.entry("order", "--seed --balanced --size"),
          Map.entry("images", "--augment --mixup --cutmix --framing --size"),
          Map.entry("batches", "--batch"),
          Map.entry("micro-batches", "--micro-batches"),
          Map.entry("optimizer", "--optimizer --weight-decay --no-decay-on-norm"),
          Map.entry("schedule", "--schedule --learning-rate --warm-up"),
          Map.entry("plan", "--epochs"),
          Map.entry("loss", "--label-smoothing"),
          Map.entry("average", "--ema"),
          Map.entry("listeners", "--keep-best --early-stopping --schedule --report --tensorboard"));

  private ResumeMistakes() {}

  /** As users write it: {@code other-threads}. */
  static String name(Allow allow) {
    return allow.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String explain(OtherTrainingException mistake, CommandSpec command) {
    return String.format(
        Locale.ROOT,
        "%s is not of this training:%n  %s",
        mistake.where(),
        mistake.differences().stream()
            .map(difference -> line(difference, command))
            .collect(Collectors.joining(System.lineSeparator() + "  ")));
  }

  private static String line(Difference difference, CommandSpec command) {
    Allow allow = difference.allow();
    String text = difference.text().replaceAll("\\b[a-z]\\w*\\.(?:[a-z]\\w*\\.)*(?=[A-Z])", "");
    String options = options(difference.name(), command);
    return text
        + (options.isEmpty() ? "" : " (" + options + ")")
        + (allow == null ? "" : "; to go on all the same: --allow " + name(allow))
        + (allow != null && allow.needsNewEpoch()
            ? " (an epoch that was under way then begins anew)"
            : "");
  }

  /** Those that this command has. */
  private static String options(String name, CommandSpec command) {
    return Arrays.stream(OPTIONS.getOrDefault(name, "").split(" "))
        .filter(option -> option.startsWith("-D") || command.findOption(option) != null)
        .collect(Collectors.joining(", "));
  }

  static String explain(ScheduleOverException mistake) {
    return String.format(
        Locale.ROOT,
        "--epochs %d: the schedule of this training ends with epoch %d, as it was begun; --allow %s stretches it over %1$d epochs",
        mistake.goal(),
        mistake.last(),
        name(Allow.OTHER_SCHEDULE));
  }
}
