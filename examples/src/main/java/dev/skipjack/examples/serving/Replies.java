package dev.skipjack.examples.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes whole replies. */
final class Replies {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private Replies() {}

  static void json(HttpExchange request, int status, Map<String, ?> body) throws IOException {
    write(request, status, "application/json", JSON.writeValueAsBytes(body));
  }

  static void error(HttpExchange request, int status, String message) throws IOException {
    json(request, status, Map.of("error", message));
  }

  static void text(HttpExchange request, int status, String text) throws IOException {
    write(request, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(HttpExchange request, int status, String type, byte[] body)
      throws IOException {
    request.getResponseHeaders().set("Content-Type", type);
    request.sendResponseHeaders(status, body.length);
    request.getResponseBody().write(body);
  }
}
