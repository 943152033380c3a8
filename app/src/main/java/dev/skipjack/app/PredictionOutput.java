package dev.skipjack.app;

import java.io.IOException;
import java.nio.file.Path;

/** Where predictions go, one after the other; what was written by then is whole. */
interface PredictionOutput extends AutoCloseable {
  void write(Path file, Prediction prediction) throws IOException;

  /** A picture that was passed over. */
  void broken(Path file, String reason) throws IOException;

  @Override
  void close() throws IOException;
}
