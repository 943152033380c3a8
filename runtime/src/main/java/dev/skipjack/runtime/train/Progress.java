package dev.skipjack.runtime.train;

import java.io.PrintStream;

/** Says on a terminal, or in a log, how a training goes; a {@link TrainingListener}. */
public abstract sealed class Progress implements TrainingListener
    permits ProgressBarOutput, ProgressLines {
  /** A bar if this JVM has a terminal, otherwise lines that a log can keep. */
  public static Progress automatic(PrintStream out) {
    return System.console() != null && System.getenv("TERM") != null
        ? new ProgressBarOutput(out)
        : new ProgressLines(out);
  }

  @Override
  public final void epochBegins(TrainingState training, int epoch) {
    epoch(epoch, training.epochs(), training.train().images());
  }

  @Override
  public final void stepEnds(TrainingState training, TrainingState.Step step) {
    Evaluation seen = training.seen();
    step((int) seen.images(), seen.loss(), seen.accuracy());
  }

  @Override
  public final void epochEnds(TrainingState training, History.Epoch epoch) {
    finished(epoch.describe(training.testName()));
  }

  /** An epoch that was stopped in its middle has a line, too. */
  @Override
  public final void ends(TrainingState training) {
    failed();
  }

  @Override
  public final void failed(TrainingState training, Throwable reason) {
    failed();
  }

  /** An epoch begins; both counts from 1. */
  abstract void epoch(int number, int epochs, int images);

  /** A step is done: images of this epoch so far, and this epoch's means so far. */
  abstract void step(int images, double loss, double accuracy);

  /** An epoch is over: its line. */
  abstract void finished(String epoch);

  /** The epoch that began will not be finished. */
  abstract void failed();
}
