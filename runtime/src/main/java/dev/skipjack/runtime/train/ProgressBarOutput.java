package dev.skipjack.runtime.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.IntSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with time left, images per second, loss and accuracy. */
final class ProgressBarOutput extends Progress {
  /** Columns that all of the line needs; of a narrower terminal it takes shorter words. */
  private static final int WIDTH = 110;

  private final PrintStream out;
  private final IntSupplier columns;
  private boolean narrow;
  private ProgressBar bar;
  private Line line;

  /**
   * The bar's line, ended once. The library ends none that it closes before it first drew the bar,
   * which it does some time after it began.
   */
  private static final class Line extends ConsoleProgressBarConsumer {
    private boolean ended;

    Line(PrintStream out, int columns) {
      super(out, columns);
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        super.close();
      }
    }
  }

  /** As wide as the terminal, if that is narrower. */
  ProgressBarOutput(PrintStream out) {
    this(out, new ConsoleProgressBarConsumer(out)::getMaxRenderedLength);
  }

  /**
   * @param columns of the terminal, asked for at the beginning of each epoch
   */
  ProgressBarOutput(PrintStream out, IntSupplier columns) {
    this.out = out;
    this.columns = columns;
  }

  @Override
  void epoch(int number, int epochs, int images) {
    int width = Math.min(columns.getAsInt(), WIDTH);
    narrow = width < WIDTH;
    line = new Line(out, width);
    bar =
        new ProgressBarBuilder()
            .setTaskName("epoch " + number + "/" + epochs)
            .setInitialMax(images)
            .setUnit(narrow ? "" : " images", 1)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(line)
            .build();
  }

  @Override
  void step(int images, double loss, double accuracy) {
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            narrow ? " loss %.3f %.1f %%" : " loss %.3f  accuracy %.1f %%",
            loss,
            100 * accuracy));
    bar.stepTo(images);
  }

  @Override
  void finished(String epoch) {
    end();
    out.println(epoch);
  }

  /** Otherwise the bar would be drawn over the error. */
  @Override
  void failed() {
    end();
  }

  private void end() {
    if (bar != null) {
      bar.close(); // waits for the last drawing
      line.close();
      bar = null;
    }
  }
}
