package dev.skipjack.runtime.train;

import java.io.PrintStream;

/** Is told how a training goes; for one thread. */
public interface Progress {
  /** An epoch begins; both counts from 1. */
  void epoch(int number, int epochs, int images);

  /** A step is done: images of this epoch so far, and this epoch's means so far. */
  void step(int images, double loss, double accuracy);

  /** An epoch is over. */
  void finished(History.Epoch epoch);

  /** The epoch that began will not be finished: an error ends the training. */
  default void failed() {}

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void epoch(int number, int epochs, int images) {}

      @Override
      public void step(int images, double loss, double accuracy) {}

      @Override
      public void finished(History.Epoch epoch) {}
    };
  }

  /** A bar if this JVM has a terminal, otherwise lines that a log can keep. */
  static Progress automatic(PrintStream out) {
    return System.console() != null && System.getenv("TERM") != null
        ? new ProgressBarOutput(out)
        : new ProgressLines(out);
  }
}
