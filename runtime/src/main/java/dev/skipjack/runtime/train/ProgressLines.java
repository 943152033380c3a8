package dev.skipjack.runtime.train;

import java.io.PrintStream;
import java.util.Locale;

/** A line every ten seconds and one for each epoch. */
final class ProgressLines extends Progress {
  private static final long INTERVAL_NANOSECONDS = 10_000_000_000L;

  private final PrintStream out;
  private int number;
  private int epochs;
  private int total;
  private long begin;
  private long last;

  ProgressLines(PrintStream out) {
    this.out = out;
  }

  @Override
  void epoch(int number, int epochs, int images) {
    this.number = number;
    this.epochs = epochs;
    this.total = images;
    this.begin = System.nanoTime();
    this.last = begin;
  }

  @Override
  void step(int images, double loss, double accuracy) {
    long now = System.nanoTime();
    if (now - last >= INTERVAL_NANOSECONDS && images < total) {
      last = now;
      double perSecond = images / ((now - begin) / 1e9);
      out.printf(
          Locale.ROOT,
          "epoch %d/%d  %,d/%,d images  %.0f images/s  %.0f s left  loss %.4f  accuracy %.2f %%%n",
          number,
          epochs,
          images,
          total,
          perSecond,
          (total - images) / perSecond,
          loss,
          100 * accuracy);
      out.flush();
    }
  }

  @Override
  void finished(String epoch) {
    out.println(epoch);
    out.flush();
  }

  /** A line says nothing of what comes. */
  @Override
  void failed() {}
}
