package dev.skipjack.fuzz;

import dev.skipjack.fuzz.run.Compiler;
import dev.skipjack.fuzz.source.ModelSource;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Makes a model at fault smaller as long as it is at fault. */
final class Shrinker {
  /** Candidates of one run of javac. */
  private static final int TOGETHER = 8;

  private final Compiler compiler;
  private final long end;

  /**
   * @param limit of time, after which the smallest so far is the answer
   */
  Shrinker(Compiler compiler, Duration limit) {
    this.compiler = compiler;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** The smallest that was found. */
  record Shrunk(ModelSource source, Plan plan, Trial trial) {}

  Shrunk shrink(ModelSource source, Plan plan, Trial trial) {
    Shrunk best = new Shrunk(source, plan, trial);
    while (true) {
      Shrunk smaller = smaller(best);
      if (smaller == null) {
        return best;
      }
      best = smaller;
    }
  }

  /** The first that is smaller and at fault in the same way; null if there is none. */
  private Shrunk smaller(Shrunk best) {
    List<ModelSource> candidates = Smaller.sources(best.source()).toList();
    for (int begin = 0; begin < candidates.size(); begin += TOGETHER) {
      if (System.nanoTime() > end) {
        return null;
      }
      List<ModelSource> some =
          candidates.subList(begin, Math.min(candidates.size(), begin + TOGETHER));
      Trial.Compiled compiled =
          Trial.Compiled.of(compiler, some.stream().map(ModelSource::text).toList());
      for (int i = 0; i < some.size(); i++) {
        Trial trial = compiled.run(i, best.plan());
        if (isSame(trial, best.trial())) {
          return new Shrunk(some.get(i), best.plan(), trial);
        }
      }
    }
    return smallerPlan(best);
  }

  private Shrunk smallerPlan(Shrunk best) {
    List<Plan> plans = Smaller.plans(best.plan()).toList();
    Trial.Compiled compiled = Trial.Compiled.of(compiler, List.of(best.source().text()));
    return plans.stream()
        .flatMap(
            plan -> {
              Trial trial = compiled.run(0, plan);
              return isSame(trial, best.trial())
                  ? Stream.of(new Shrunk(best.source(), plan, trial))
                  : Stream.of();
            })
        .findFirst()
        .orElse(null);
  }

  /** The same outcome, and for failures the same exception. */
  private static boolean isSame(Trial trial, Trial before) {
    return trial.outcome() == before.outcome()
        && (trial.outcome() == Trial.Outcome.DIFFERENT || kind(trial).equals(kind(before)));
  }

  private static String kind(Trial trial) {
    return trial
        .text()
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("[^A-Za-z_ ]+", "")
        .replaceFirst("Net.*", "");
  }
}
