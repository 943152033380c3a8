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

  ProgressBarOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void epoch(int number, int epochs, int images) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("epoch " + number + "/" + epochs)
            .setInitialMax(images)
            .setUnit(" images", 1)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
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
    bar.close();
    out.println(epoch);
  }
}
