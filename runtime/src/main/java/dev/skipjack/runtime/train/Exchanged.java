package dev.skipjack.runtime.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Records that workers tell each other, as JSON: which keeps every bit of a number. */
final class Exchanged {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Exchanged() {}

  static byte[] write(Object message) {
    try {
      return JSON.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what a worker tells the others cannot be written", e);
    }
  }

  static <T> T read(byte[] bytes, Class<T> type) {
    try {
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw new IllegalStateException(
          "what another worker tells cannot be read, is it of another version? " + e.getMessage(),
          e);
    }
  }
}
