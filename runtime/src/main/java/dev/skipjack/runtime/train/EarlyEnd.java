package dev.skipjack.runtime.train;

import java.util.Locale;

/**
 * Whether a fit ends before its last epoch: because a listener stops it, because the JVM is asked
 * to end, or because one of them holds for another worker. Where one worker ends, all do.
 */
final class EarlyEnd {
  private final TrainingSettings settings;
  private final RunState state;

  /** Null outside of a fit with checkpoints. */
  private StopAtExit exit;

  /** Whether all workers end, because one is asked to; always false without others. */
  private boolean allExit;

  EarlyEnd(TrainingSettings settings, RunState state) {
    this.settings = settings;
    this.state = state;
  }

  /** A fit begins. */
  void begin() {
    allExit = false;
  }

  /**
   * @param newExit says whether the JVM is asked to end; null: no checkpoint would be written then
   */
  void watch(StopAtExit newExit) {
    exit = newExit;
  }

  /** Whether the JVM of a worker is asked to end. */
  boolean isExiting() {
    return settings.exchange == null ? isAskedToExit() : allExit;
  }

  private boolean isAskedToExit() {
    return exit != null && exit.isRequested();
  }

  /** Whether the fit ends at once. */
  boolean isNow() {
    return state.stopped().isPresent() || isExiting();
  }

  /** After a step: what one worker wishes holds for all. */
  void agree() {
    agree(null);
  }

  /**
   * After an epoch, also whether all have the same weights.
   *
   * @throws IllegalStateException if they have not
   */
  void agreeOnWeights() {
    agree(settings.exchange == null ? null : Agreement.checksum(state.network()));
  }

  private void agree(String weights) {
    if (settings.exchange == null) {
      return;
    }
    Agreement.Wish own = new Agreement.Wish(state.stopped().orElse(null), isAskedToExit(), weights);
    Agreement.Wish all = new Agreement(settings.exchange).agree(own);
    state.stop(all.stopped());
    allExit = all.exiting();
  }

  /**
   * When a fit has ended, and wrote its checkpoint: what comes after it is not for one that was cut
   * short.
   *
   * @throws IllegalStateException if it was cut short by another worker
   */
  void afterFit() {
    if (isAskedToExit()) {
      StopAtExit.waitForTheEnd();
    }
    exit = null;
    if (allExit) { // what follows would take the weights for trained
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s was asked to end, and all ended after step %,d: go on from its checkpoint",
              settings.exchange.describe(0),
              state.steps()));
    }
  }
}
