package dev.skipjack.fuzz;

import dev.skipjack.fuzz.run.Compiler;
import dev.skipjack.fuzz.run.Difference;
import dev.skipjack.fuzz.run.Judge;
import dev.skipjack.fuzz.source.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of one model.
 *
 * @param outcome in one word
 * @param text what the compiler said, or what differs
 */
public record Trial(Outcome outcome, String text) {
  /** The first differences lead to the others. */
  private static final int MOST_DIFFERENCES = 8;

  /** In one word. */
  public enum Outcome {
    /** All ways to run it agree. */
    GOOD,
    /** They agree within what rounding makes of it, which is much. */
    ILL_CONDITIONED,
    /** Its numbers leave the range of what can be compared. */
    NOT_FINITE,
    /** The compiler refused it, with a reason. */
    REFUSED,
    /** The ways to run it differ. */
    DIFFERENT,
    /** Something threw that should not. */
    FAILED
  }

  public boolean isFault() {
    return outcome == Outcome.DIFFERENT || outcome == Outcome.FAILED;
  }

  /**
   * Two compilations of the same models, with all passes and maps in planes or blocks as it comes,
   * and with none.
   */
  public record Compiled(Compiler.Result optimized, Compiler.Result plain) {
    public static Compiled of(Compiler compiler, List<String> texts) {
      return new Compiled(
          compiler.compile(texts, "-Askipjack.layouts=random:1"),
          compiler.compile(texts, "-Askipjack.optimize=none"));
    }

    /**
     * Runs one of them.
     *
     * @param index of the model
     */
    public Trial run(int index, Plan plan) {
      String message = optimized.messages().get(index);
      String other = plain.messages().get(index);
      if (message != null || other != null) {
        boolean isRefused = message != null && message.equals(other) && isDiagnostic(message);
        return new Trial(
            isRefused ? Outcome.REFUSED : Outcome.FAILED,
            isRefused ? message : "all passes: " + message + "\nno passes: " + other);
      }
      try {
        return verdict(
            Judge.judge(
                plain.model(index, ModelSource.MODEL),
                optimized.model(index, ModelSource.MODEL),
                plan));
      } catch (RuntimeException | LinkageError e) {
        return new Trial(Outcome.FAILED, trace(e));
      }
    }
  }

  private static boolean isDiagnostic(String message) {
    return message.startsWith("[") && !message.contains("[INTERNAL]");
  }

  private static Trial verdict(Judge.Verdict verdict) {
    if (!verdict.isFinite()) {
      return new Trial(Outcome.NOT_FINITE, "");
    }
    if (verdict.isGood()) {
      return new Trial(verdict.isIllConditioned() ? Outcome.ILL_CONDITIONED : Outcome.GOOD, "");
    }
    String text =
        verdict.differences().stream()
            .limit(MOST_DIFFERENCES)
            .map(Difference::text)
            .collect(Collectors.joining("\n"));
    return new Trial(Outcome.DIFFERENT, text);
  }

  private static String trace(Throwable e) {
    List<String> lines = new ArrayList<>();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      lines.add(cause.toString());
      for (int i = 0; i < Math.min(6, cause.getStackTrace().length); i++) {
        lines.add("  at " + cause.getStackTrace()[i]);
      }
    }
    return String.join("\n", lines);
  }
}
