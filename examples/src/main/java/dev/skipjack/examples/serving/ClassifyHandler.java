package dev.skipjack.examples.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.serve.Classification;
import dev.skipjack.runtime.serve.InferencePool;
import dev.skipjack.runtime.serve.PoolFullException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says what is on the picture that a request carries. */
final class ClassifyHandler implements HttpHandler {
  private static final int DEFAULT_TOP = 5;

  private final InferencePool pool;
  private final int mostBytes;

  ClassifyHandler(InferencePool pool, int mostBytes) {
    this.pool = pool;
    this.mostBytes = mostBytes;
  }

  @Override
  public void handle(HttpExchange request) throws IOException {
    int top = top(request.getRequestURI().getQuery());
    if (top < 1) {
      Replies.error(request, 400, "the query is top=N with N of at least 1, or nothing");
      return;
    }
    byte[] bytes = request.getRequestBody().readNBytes(mostBytes + 1);
    if (bytes.length > mostBytes) {
      request.getResponseHeaders().set("Connection", "close");
      Replies.error(
          request,
          413,
          String.format(Locale.ROOT, "a picture has at most %,d bytes here", mostBytes));
      Replies.discardBody(request);
      return;
    }
    if (bytes.length == 0) {
      Replies.error(
          request,
          400,
          "the request has no body: POST the bytes of a picture, PNG, JPEG or others");
      return;
    }
    Classification seen;
    try {
      Picture picture = PictureReader.read(new ByteArrayInputStream(bytes));
      seen = pool.classify(picture);
    } catch (IOException | IllegalArgumentException e) { // of the picture: all bytes are here
      Replies.error(request, 400, e.getMessage());
      return;
    } catch (PoolFullException e) {
      request.getResponseHeaders().set("Retry-After", "1");
      Replies.error(request, 429, e.getMessage());
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Replies.error(request, 503, "the server ends");
      return;
    }
    reply(request, seen, top);
  }

  private static int top(String query) {
    if (query == null) {
      return DEFAULT_TOP;
    }
    try {
      return query.startsWith("top=") ? Integer.parseInt(query.substring(4)) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static void reply(HttpExchange request, Classification seen, int top) throws IOException {
    List<Map<String, Object>> classes =
        seen.top(top).stream()
            .map(
                score ->
                    Map.<String, Object>of(
                        "name", score.className(),
                        "index", score.index(),
                        "probability", score.probability()))
            .toList();
    Replies.json(request, 200, Map.of("classes", classes));
  }
}
