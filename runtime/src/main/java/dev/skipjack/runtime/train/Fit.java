package dev.skipjack.runtime.train;

/**
 * One call of {@link Training#fit}.
 *
 * @param first how many epochs were over when it began
 * @param epochs how many it was asked for
 * @param plan of its schedule
 * @param ended whether it has ended, as asked or stopped
 */
record Fit(int first, int epochs, Plan plan, boolean ended) {
  /** The number of its last epoch, over all epochs. */
  int goal() {
    return first + epochs;
  }

  Fit end() {
    return new Fit(first, epochs, plan, true);
  }
}
