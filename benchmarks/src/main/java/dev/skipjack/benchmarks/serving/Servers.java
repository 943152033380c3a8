package dev.skipjack.benchmarks.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.examples.serving.ClassificationServer;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.serve.Classification;
import dev.skipjack.runtime.serve.InferencePool;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is measured: forks in a loop, a pool, and a pool behind HTTP, on images of noise. */
final class Servers {
  private static final int MOST_BYTES = 1 << 24;
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final InferenceNetwork network;
  private final List<INDArray> images = new ArrayList<>();
  private final List<float[]> wanted = new ArrayList<>();
  private final List<byte[]> files = new ArrayList<>();
  private final List<Classification> classifications = new ArrayList<>();

  /**
   * @param clients for each of which an image and a picture file are made, and predicted alone
   */
  Servers(InferenceNetwork network, int clients) throws IOException, InterruptedException {
    this.network = network;
    for (int i = 0; i < clients; i++) {
      images.add(image(i));
      wanted.add(network.predict(images.get(i)).ravel().toFloatVector());
      files.add(file(i));
    }
    try (InferencePool alone = InferencePool.of(network).forks(1).open()) {
      for (byte[] file : files) {
        classifications.add(alone.classify(PictureReader.read(new ByteArrayInputStream(file))));
      }
    }
  }

  private INDArray image(int seed) {
    int channels = network.inputChannels();
    float[] values = new float[channels * network.inputHeight() * network.inputWidth()];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return Nd4j.createFromArray(values)
        .reshape('c', 1, channels, network.inputHeight(), network.inputWidth());
  }

  /** A JPEG of smooth colours in the input's size. */
  private byte[] file(int seed) throws IOException {
    int height = network.inputHeight();
    int width = network.inputWidth();
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / width;
        int green = 255 * y / height;
        picture.setRGB(x, y, red << 16 | green << 8 | (x * (seed + 1) / 4 + y) & 0xff);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpg", bytes);
    return bytes.toByteArray();
  }

  /** A fork for each client, which asks nobody else. */
  Server loop(int clients) {
    List<InferenceNetwork> forks = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      forks.add(network.fork());
    }
    return new Server() {
      @Override
      public boolean answer(int client) {
        INDArray got = forks.get(client).predict(images.get(client));
        return Arrays.equals(got.ravel().toFloatVector(), wanted.get(client));
      }

      @Override
      public void close() {
        forks.forEach(InferenceNetwork::close);
      }
    };
  }

  Server pool(InferencePool.Builder sizes) {
    InferencePool pool = sizes.open();
    return new Server() {
      @Override
      public boolean answer(int client) throws InterruptedException {
        INDArray got = pool.predict(images.get(client));
        return Arrays.equals(got.ravel().toFloatVector(), wanted.get(client));
      }

      @Override
      public void close() {
        pool.close();
      }
    };
  }

  Server http(InferencePool.Builder sizes) throws IOException {
    InferencePool pool = sizes.open();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ClassificationServer server = ClassificationServer.start(pool, anyPort, MOST_BYTES, DRAIN);
    URI uri =
        URI.create(
            "http://localhost:"
                + server.address().getPort()
                + "/classify?top="
                + network.classes());
    HttpClient client = HttpClient.newHttpClient();
    ObjectMapper json = new ObjectMapper();
    return new Server() {
      @Override
      public boolean answer(int number) throws Exception {
        HttpRequest request =
            HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofByteArray(files.get(number)))
                .build();
        HttpResponse<byte[]> response =
            client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
          throw new IOException("answered " + response.statusCode());
        }
        return equal(json.readTree(response.body()).get("classes"), classifications.get(number));
      }

      @Override
      public void close() {
        server.close();
        pool.close();
      }
    };
  }

  private static boolean equal(JsonNode classes, Classification wanted) {
    boolean equal = classes.size() == wanted.scores().size();
    for (int i = 0; equal && i < classes.size(); i++) {
      Classification.Score score = wanted.scores().get(i);
      JsonNode got = classes.get(i);
      equal =
          got.get("index").asInt() == score.index()
              && got.get("probability").asDouble() == score.probability();
    }
    return equal;
  }
}
