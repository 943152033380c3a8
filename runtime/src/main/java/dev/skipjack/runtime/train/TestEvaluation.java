package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.Batches;
import java.util.function.BooleanSupplier;

/** What a training is evaluated on after each epoch, by one worker or by all. */
final class TestEvaluation {
  private TestEvaluation() {}

  /**
   * Each worker evaluates some of the batches if it can be shared, else all of them.
   *
   * @param isExiting whether to give up; not asked where it is shared
   * @return null if there is nothing to evaluate on, or it was given up
   */
  static Evaluation of(
      TrainingSettings settings, InferenceNetwork network, BooleanSupplier isExiting) {
    boolean isShared = settings.exchange != null && isShared(settings);
    if (settings.test == null) {
      return null;
    }
    return isShared
        ? Evaluator.evaluate(
            network, settings.test, settings.testLoss(), settings.allMetrics(), settings.exchange)
        : Evaluator.evaluate(
            network, settings.test, settings.testLoss(), settings.allMetrics(), isExiting);
  }

  /**
   * Whether each worker evaluates some of the test's batches. Else each does all: there are metrics
   * that see all outputs, and a listener that has one may be in one worker alone.
   */
  private static boolean isShared(TrainingSettings settings) {
    Batches test = settings.test;
    boolean canBe = test != null && settings.allMetrics().stream().allMatch(Metric::isFromCounts);
    String own = canBe ? test.batches() + " of " + test.batchSize() : null;
    return new Agreement(settings.exchange).isSame(own);
  }
}
