package dev.skipjack.examples.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.examples.networks.classic.LeNet5Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.serve.Classification;
import dev.skipjack.runtime.serve.InferencePool;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an HTTP client is answered. */
class ClassificationServerTest {
  private static final int MOST_BYTES = 20_000;
  private static final List<String> CLASSES =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

  private final HttpClient client = HttpClient.newHttpClient();
  private TrainingNetwork training;
  private InferenceNetwork network;
  private InferencePool pool;
  private ClassificationServer server;

  @BeforeEach
  void start() throws IOException {
    training = LeNet5Network.forTraining(1);
    network = training.inference();
    network.prepareWith(Preparation.of(Framing.SQUASH, 1, 32, 32).withClasses(CLASSES));
    start(InferencePool.of(network).microBatches(4, Duration.ofMillis(1)));
  }

  private void start(InferencePool.Builder sizes) throws IOException {
    pool = sizes.open();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = ClassificationServer.start(pool, anyPort, MOST_BYTES, Duration.ofSeconds(20));
  }

  @AfterEach
  void end() {
    server.close();
    pool.close();
    network.close();
    training.close();
  }

  private static byte[] png(int seed) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://localhost:" + server.address().getPort() + path));
  }

  private HttpRequest post(String path, byte[] body) {
    return request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void assertError(HttpResponse<String> response, int status, String text) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).startsWith("{\"error\":\"").contains(text);
  }

  @Test
  void aPictureIsAnsweredWithNamesAndProbabilities() throws Exception {
    HttpResponse<String> response = send(post("/classify?top=3", png(1)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode classes = new ObjectMapper().readTree(response.body()).get("classes");
    assertThat(classes).hasSize(3);
    Classification wanted = pool.classify(PictureReader.read(new ByteArrayInputStream(png(1))));
    for (int i = 0; i < 3; i++) {
      Classification.Score score = wanted.scores().get(i);
      assertThat(classes.get(i).get("name").asText()).isEqualTo(score.className());
      assertThat(classes.get(i).get("index").asInt()).isEqualTo(score.index());
      assertThat(classes.get(i).get("probability").asDouble()).isEqualTo(score.probability());
    }
  }

  @Test
  void whatIsNoPictureIsABadRequest() throws Exception {
    assertError(send(post("/classify", new byte[] {1, 2, 3})), 400, "not an image");
    assertError(
        send(post("/classify", new byte[0])), 400, "the request has no body: POST the bytes of a");
    byte[] torn = Arrays.copyOf(png(1), 500);
    assertError(send(post("/classify", torn)), 400, "truncated");
    assertError(send(post("/classify?top=0", png(1))), 400, "top=N");
    assertError(send(post("/classify?best=1", png(1))), 400, "top=N");
    assertThat(send(post("/classify", png(1))).statusCode()).isEqualTo(200);
  }

  @Test
  void tooManyBytesAreRefused() throws Exception {
    assertError(send(post("/classify", new byte[MOST_BYTES + 1])), 413, "at most 20,000 bytes");
    assertError(send(post("/classify", new byte[MOST_BYTES])), 400, "not an image");
  }

  /** As curl sends it: all of it, and then it reads. The reply is whole and comes first. */
  @Test
  void whoSendsFarTooMuchReadsTheReasonToo() throws Exception {
    try (Socket socket = new Socket("localhost", server.address().getPort())) {
      OutputStream out = socket.getOutputStream();
      int length = 20_000_000;
      out.write(
          ("POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] some = new byte[100_000];
      for (int sent = 0; sent < length; sent += some.length) {
        out.write(some);
        Thread.sleep(1);
      }
      out.flush();
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(reply)
          .startsWith("HTTP/1.1 413 ")
          .contains("Connection: close")
          .endsWith("{\"error\":\"a picture has at most 20,000 bytes here\"}");
    }
  }

  @Test
  void otherMethodsAndPagesAreRefused() throws Exception {
    HttpResponse<String> response = send(request("/classify").GET().build());
    assertError(response, 405, "takes POST");
    assertThat(response.headers().firstValue("Allow")).contains("POST");
    assertError(send(request("/nothing").GET().build()), 404, "no such page");
    assertError(send(post("/nothing", png(1))), 404, "no such page");
    for (String path : List.of("/classifyXYZ", "/classify/", "/classify/more?top=1")) {
      assertError(send(post(path, png(1))), 404, "there are POST /classify, GET /health");
    }
    assertError(send(request("/healthy").GET().build()), 404, "no such page");
  }

  @Test
  void healthAndMetricsAreTold() throws Exception {
    assertThat(send(request("/health").GET().build()).body()).isEqualTo("{\"status\":\"ok\"}");
    send(post("/classify", png(1)));
    assertThat(send(request("/metrics").GET().build()).body())
        .contains("skipjack_requests_total{outcome=\"completed\"} 1\n")
        .contains("# TYPE skipjack_latency_seconds gauge\n")
        .contains("skipjack_predictions_total{images=\"1\"} 1\n");
  }

  /** Many at once: each is answered or refused with 429, and nothing else. */
  @Test
  void whereTooManyWaitTheRestIsRefused() throws Exception {
    end();
    training = LeNet5Network.forTraining(1);
    network = training.inference();
    network.prepareWith(Preparation.of(Framing.SQUASH, 1, 32, 32).withClasses(CLASSES));
    start(InferencePool.of(network).forks(1).queue(1).microBatches(64, Duration.ofMillis(300)));
    List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      responses.add(
          client.sendAsync(post("/classify", png(i)), HttpResponse.BodyHandlers.ofString()));
    }
    TreeMap<Integer, Integer> statuses = new TreeMap<>();
    for (CompletableFuture<HttpResponse<String>> response : responses) {
      statuses.merge(response.get().statusCode(), 1, Integer::sum);
      if (response.get().statusCode() == 429) {
        assertError(response.get(), 429, "the queue of LeNet5 is full");
        assertThat(response.get().headers().firstValue("Retry-After")).contains("1");
      }
    }
    assertThat(statuses).containsOnlyKeys(200, 429);
    assertThat(pool.metrics().rejected()).isEqualTo(statuses.get(429).longValue());
  }

  @Test
  void closingAnswersThoseUnderWay() throws Exception {
    ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
    List<Thread> clients = new ArrayList<>();
    byte[] picture = png(1);
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    statuses.add(send(post("/classify", picture)).statusCode());
                  }
                } catch (IOException e) {
                  return; // the server has ended
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      clients.add(thread);
      thread.start();
    }
    while (statuses.size() < 20) {
      Thread.onSpinWait();
    }
    server.close();
    for (Thread thread : clients) {
      thread.join();
    }
    assertThat(statuses).contains(200).isSubsetOf(200, 503);
  }

  @Test
  void weightsThatDoNotSayHowPicturesArePreparedServeNobody() {
    network.prepareWith(null);
    assertThatThrownBy(
            () ->
                ClassificationServer.start(
                    pool, new InetSocketAddress(0), MOST_BYTES, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not say how pictures are prepared");
  }
}
