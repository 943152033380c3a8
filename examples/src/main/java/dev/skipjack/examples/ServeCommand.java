package dev.skipjack.examples;

import dev.skipjack.app.Positive;
import dev.skipjack.app.Range;
import dev.skipjack.examples.serving.ClassificationServer;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.serve.InferencePool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description =
        "Answers HTTP requests: POST /classify with the bytes of a picture, GET /health, GET /metrics."
            + " SIGTERM and Ctrl-C answer those under way and end.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  /**
   * Seconds for a request to come, and for its answer to go: else slow clients take all threads.
   */
  private static final String MOST_SECONDS = "30";

  @Option(
      names = {"-n", "--network"},
      defaultValue = "densenet-bc-22",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private ExampleNetwork network;

  @Option(
      names = {"-w", "--weights"},
      description = "file of the weights (default: target/NETWORK.safetensors)")
  private Path weights;

  @Option(
      names = "--host",
      defaultValue = "localhost",
      description = "where to listen; 0.0.0.0 for every address (default: ${DEFAULT-VALUE})")
  private String host;

  @Range(from = 0, to = 65_535)
  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "0 takes a free one (default: ${DEFAULT-VALUE})")
  private int port;

  @Positive
  @Option(names = "--forks", description = "networks that predict at once (default: processors)")
  private Integer forks;

  @Positive
  @Option(
      names = "--queue",
      defaultValue = "64",
      description = "requests that may wait; beyond that: 429 (default: ${DEFAULT-VALUE})")
  private int queue;

  @Positive
  @Option(
      names = "--batch",
      defaultValue = "1",
      description = "images that are predicted together at most (default: ${DEFAULT-VALUE})")
  private int batch;

  @Range(from = 0, to = 60_000)
  @Option(
      names = "--delay-ms",
      defaultValue = "0",
      description = "how long a request waits for others (default: ${DEFAULT-VALUE})")
  private int delay;

  @Positive
  @Option(
      names = "--max-bytes",
      defaultValue = "16777216",
      description = "of a picture (default: ${DEFAULT-VALUE})")
  private int mostBytes;

  @Option(names = "--no-warm-up", description = "listens at once, and predicts slowly at first")
  private boolean cold;

  @Positive
  @Option(
      names = "--drain-seconds",
      defaultValue = "20",
      description = "how long the end waits for requests under way (default: ${DEFAULT-VALUE})")
  private int drain;

  @Override
  public Integer call() throws IOException, InterruptedException {
    limit("sun.net.httpserver.maxReqTime");
    limit("sun.net.httpserver.maxRspTime");
    Path file = weights == null ? Path.of("target", network + ".safetensors") : weights;
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(told, ended)));
    try (InferenceNetwork loaded = warm(network.load(file));
        InferencePool pool = pool(loaded);
        ClassificationServer server =
            ClassificationServer.start(
                pool, new InetSocketAddress(host, port), mostBytes, Duration.ofSeconds(drain))) {
      System.out.printf(
          Locale.ROOT, "%s listens at http://%s:%d%n", network, host, server.address().getPort());
      told.await();
    } finally {
      ended.countDown();
    }
    return 0;
  }

  /** When the process is told to end: it does so once everything is closed. */
  private static void end(CountDownLatch told, CountDownLatch ended) {
    told.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void limit(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, MOST_SECONDS);
    }
  }

  /** The first one who asks waits no longer than the others. */
  private InferenceNetwork warm(InferenceNetwork loaded) {
    if (!cold) {
      loaded.warmUp(1);
      if (batch > 1) {
        loaded.warmUp(batch);
      }
    }
    return loaded;
  }

  private InferencePool pool(InferenceNetwork loaded) {
    InferencePool.Builder sizes =
        InferencePool.of(loaded).queue(queue).microBatches(batch, Duration.ofMillis(delay));
    return (forks == null ? sizes : sizes.forks(forks)).open();
  }
}
