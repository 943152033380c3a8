package dev.skipjack.app;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A row for each picture and class, as RFC 4180 has it: the file, the class's rank from 1, the
 * class and its probability. Of a picture without a prediction the last three are empty.
 */
final class CsvPredictions implements PredictionOutput {
  private final PrintStream out;

  CsvPredictions(PrintStream out) {
    this.out = out;
    row("file", "rank", "class", "probability");
  }

  @Override
  public void write(Path file, Prediction prediction) {
    List<Prediction.Rank> ranks = prediction.ranks();
    if (ranks.isEmpty()) {
      broken(file, Prediction.NONE);
    }
    for (int i = 0; i < ranks.size(); i++) {
      Prediction.Rank rank = ranks.get(i);
      row(file, i + 1, rank.className(), (float) rank.probability());
    }
  }

  @Override
  public void broken(Path file, String reason) {
    row(file, "", "", "");
  }

  private void row(Object... cells) {
    for (int i = 0; i < cells.length; i++) {
      out.print((i == 0 ? "" : ",") + quoted(cells[i].toString()));
    }
    out.print("\r\n");
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() {
    out.flush();
  }
}
