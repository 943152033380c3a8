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

  private static final long MOST_DISCARDED = 1L << 30;

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

  /**
   * Reads what a refused client still sends, behind the reply: where a server closes while bytes
   * come, the client's system throws the reply away (RFC 9112, section 9.6). Not for ever: what is
   * longer is cut, and time is limited by {@code sun.net.httpserver.maxReqTime}.
   */
  static void discardBody(HttpExchange request) throws IOException {
    request.getResponseBody().flush();
    byte[] some = new byte[1 << 16];
    long left = MOST_DISCARDED;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = request.getRequestBody().read(some);
      left -= read;
    }
  }

  private static void write(HttpExchange request, int status, String type, byte[] body)
      throws IOException {
    request.getResponseHeaders().set("Content-Type", type);
    request.sendResponseHeaders(status, body.length);
    request.getResponseBody().write(body);
  }
}
