package dev.skipjack.examples.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.skipjack.runtime.serve.InferencePool;
import dev.skipjack.runtime.serve.PoolMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers HTTP requests with what a pool says:
 *
 * <ul>
 *   <li>{@code POST /classify?top=5} with the bytes of a picture: its classes and probabilities;
 *       400 for what is no picture, 413 for too many bytes, 429 if too many requests wait;
 *   <li>{@code GET /health}: 200, or 503 once it ends;
 *   <li>{@code GET /metrics}: what the pool did, as Prometheus reads it.
 * </ul>
 */
public final class ClassificationServer implements AutoCloseable {
  /** For those that are refused, or ask how it goes, while every place in the queue is taken. */
  private static final int SPARE_THREADS = 16;

  private final HttpServer http;
  private final ExecutorService threads;
  private final RequestsUnderWay underWay = new RequestsUnderWay();
  private final Duration mostDrain;

  private ClassificationServer(HttpServer http, int threads, Duration mostDrain) {
    this.http = http;
    this.threads = Executors.newFixedThreadPool(threads);
    this.mostDrain = mostDrain;
  }

  /**
   * Starts to answer. Its threads read and prepare pictures, and wait for the pool.
   *
   * @param pool stays open when the server is closed
   * @param address port 0 takes a free one
   * @param mostBytes of a picture
   * @param mostDrain how long {@link #close} waits for requests under way
   * @throws IOException if the address cannot be had
   * @throws IllegalArgumentException if the weights do not say how pictures are prepared
   */
  public static ClassificationServer start(
      InferencePool pool, InetSocketAddress address, int mostBytes, Duration mostDrain)
      throws IOException {
    if (pool.preparation().isEmpty()) {
      throw new IllegalArgumentException(
          "the weights do not say how pictures are prepared: prepareWith says it");
    }
    PoolMetrics sizes = pool.metrics();
    int threads = sizes.forks() + sizes.queueSize() + SPARE_THREADS;
    ClassificationServer server =
        new ClassificationServer(HttpServer.create(address, 0), threads, mostDrain);
    server.answer("POST", "/classify", new ClassifyHandler(pool, mostBytes));
    server.answer("GET", "/health", request -> Replies.json(request, 200, Map.of("status", "ok")));
    server.answer(
        "GET",
        "/metrics",
        request -> Replies.text(request, 200, PrometheusText.of(pool.metrics())));
    server.http.createContext("/", server.underWay.counting(ClassificationServer::noSuchPage));
    server.http.setExecutor(server.threads);
    server.http.start();
    return server;
  }

  /** That page alone: the JDK's server gives a handler whatever begins with its path, too. */
  private void answer(String method, String path, HttpHandler handler) {
    http.createContext(
        path,
        underWay.counting(
            request -> {
              if (!request.getRequestURI().getPath().equals(path)) {
                noSuchPage(request);
              } else if (request.getRequestMethod().equals(method)) {
                handler.handle(request);
              } else {
                request.getResponseHeaders().set("Allow", method);
                Replies.error(request, 405, path + " takes " + method);
              }
            }));
  }

  private static void noSuchPage(HttpExchange request) throws IOException {
    Replies.error(
        request,
        404,
        "there is no such page: there are POST /classify, GET /health and GET /metrics");
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  /** Refuses new requests with 503, waits for those under way, and ends. */
  @Override
  public void close() {
    underWay.drain(mostDrain);
    http.stop(0);
    threads.shutdown();
  }
}
