package dev.skipjack.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * An array with an object for each picture: {@code file}, {@code class}, {@code probability} and
 * {@code top}, the likeliest classes; or {@code file} and {@code error}.
 */
final class JsonPredictions implements PredictionOutput {
  private final JsonGenerator json;

  JsonPredictions(PrintStream out) throws IOException {
    json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartArray();
  }

  @Override
  public void write(Path file, Prediction prediction) throws IOException {
    if (prediction.ranks().isEmpty()) {
      broken(file, Prediction.NONE);
      return;
    }
    begin(file);
    rank(prediction.ranks().get(0));
    json.writeArrayFieldStart("top");
    for (Prediction.Rank rank : prediction.ranks()) {
      json.writeStartObject();
      rank(rank);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  @Override
  public void broken(Path file, String reason) throws IOException {
    begin(file);
    json.writeStringField("error", reason);
    json.writeEndObject();
  }

  private void begin(Path file) throws IOException {
    json.writeRaw(System.lineSeparator());
    json.writeStartObject();
    json.writeStringField("file", file.toString());
  }

  private void rank(Prediction.Rank rank) throws IOException {
    json.writeStringField("class", rank.className());
    json.writeNumberField("probability", (float) rank.probability());
  }

  @Override
  public void close() throws IOException {
    json.writeRaw(System.lineSeparator());
    json.writeEndArray();
    json.writeRaw(System.lineSeparator());
    json.close();
  }
}
