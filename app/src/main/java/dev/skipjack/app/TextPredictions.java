package dev.skipjack.app;

import java.io.PrintStream;
import java.nio.file.Path;

/** A line for each picture, and one more for each further class. */
final class TextPredictions implements PredictionOutput {
  private final PrintStream out;

  TextPredictions(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(Path file, Prediction prediction) {
    String name = file.toString();
    out.println(name + "  " + prediction);
    for (int i = 1; i < prediction.ranks().size(); i++) {
      out.println(" ".repeat(name.length() + 2) + prediction.ranks().get(i));
    }
  }

  /** It was said where errors are. */
  @Override
  public void broken(Path file, String reason) {}

  @Override
  public void close() {
    out.flush();
  }
}
