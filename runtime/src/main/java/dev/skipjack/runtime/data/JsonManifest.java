package dev.skipjack.runtime.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/** A JSON object in each line, with {@code path} and {@code label}: a text or a whole number. */
final class JsonManifest implements Manifest.Format {
  private static final ObjectReader READER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .reader();

  @Override
  public Manifest.Entry read(String line) {
    if (line.isBlank()) {
      return null;
    }
    try {
      JsonNode node = READER.readTree(line);
      JsonNode path = node.path("path");
      JsonNode label = node.path("label");
      if (!path.isTextual() || !label.isTextual() && !label.isIntegralNumber()) {
        throw new IllegalArgumentException(
            "expected {\"path\": \"...\", \"label\": \"...\"}, got " + node);
      }
      return new Manifest.Entry(path.asText(), label.asText().strip());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON object: " + e.getOriginalMessage(), e);
    }
  }
}
