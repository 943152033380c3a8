package dev.skipjack.app;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** How predictions are written, for people and for programs. */
enum PredictionFormat {
  TEXT {
    @Override
    PredictionOutput open(PrintStream out) {
      return new TextPredictions(out);
    }
  },
  JSON {
    @Override
    PredictionOutput open(PrintStream out) throws IOException {
      return new JsonPredictions(out);
    }
  },
  CSV {
    @Override
    PredictionOutput open(PrintStream out) {
      return new CsvPredictions(out);
    }
  };

  abstract PredictionOutput open(PrintStream out) throws IOException;

  /** As users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
