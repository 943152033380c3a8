package dev.skipjack.runtime.train;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with time left, images per second, loss and accuracy. */
final class ProgressBarOutput implements Progress {
  private static final int WIDTH = 110;

  private final PrintStream out;
  private ProgressBar bar;
  private Line line;

  /**
   * The bar's line, ended once. The library ends none that it closes before it first drew the bar,
   * which it does some time after it began.
   */
  private static final class Line extends ConsoleProgressBarConsumer {
    private boolean ended;

    Line(PrintStream out) {
      super(out, WIDTH);
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        super.close();
      }
    }
  }

  ProgressBarOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void epoch(int number, int epochs, int images) {
    line = new Line(out);
    bar =
        new ProgressBarBuilder()
            .setTaskName("epoch " + number + "/" + epochs)
            .setInitialMax(images)
            .setUnit(" images", 1)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(line)
            .build();
  }

  @Override
  public void step(int images, double loss, double accuracy) {
    bar.setExtraMessage(
        String.format(Locale.ROOT, " loss %.3f  accuracy %.1f %%", loss, 100 * accuracy));
    bar.stepTo(images);
  }

  @Override
  public void finished(History.Epoch epoch) {
    end();
    out.println(epoch);
  }

  /** Otherwise the bar would be drawn over the error. */
  @Override
  public void failed() {
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
