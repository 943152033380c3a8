package dev.skipjack.app;

import dev.skipjack.report.Report;
import dev.skipjack.report.TensorBoard;
import dev.skipjack.runtime.train.Training;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What one can look at meanwhile and afterwards. */
final class ReportOptions {
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "writes report.html there: curves, mistakes, what the network sees")
  private Path report;

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "writes event files for TensorBoard there")
  private Path tensorBoard;

  /**
   * Tells a training.
   *
   * @param command as it was typed
   */
  void apply(Training training, String command, long seed) {
    if (report != null) {
      training.listen(Report.in(report).fact("command", command).fact("seed", Long.toString(seed)));
    }
    if (tensorBoard != null) {
      training.listen(TensorBoard.in(tensorBoard));
    }
  }

  /** Null if there is none. */
  Path report() {
    return report;
  }
}
