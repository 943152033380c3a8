package dev.skipjack.runtime.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import dev.skipjack.runtime.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pictures, and weights that are changed while pictures are classified. */
class HotSwapTest {
  private static final int CLIENTS = 8;

  @TempDir Path directory;
  private Path old;
  private Path next;
  private Picture picture;

  @BeforeEach
  void saveTwoWeights() throws IOException {
    old = save("old", 1, 0.5, 0.25);
    next = save("new", 2, 0.25, 0.5);
    byte[] samples = new byte[3 * 12 * 10];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 37);
    }
    picture = new Picture(3, new Size(12, 10), samples);
  }

  private Path save(String name, long seed, double mean, double deviation) throws IOException {
    Path file = directory.resolve(name + ".safetensors");
    List<String> classes = List.of(name + "0", name + "1", name + "2", name + "3", name + "4");
    try (InferenceNetwork network = GatedNetwork.of(seed)) {
      network.prepareWith(
          Preparation.of(Framing.SQUASH, 3, 8, 8)
              .normalized(new double[] {mean}, new double[] {deviation})
              .withClasses(classes));
      Weights.save(network, file);
    }
    return file;
  }

  private Classification classify(Path weights) throws Exception {
    try (InferenceNetwork network = Weights.loadInto(GatedNetwork.of(3), weights);
        InferencePool pool = InferencePool.of(network).forks(1).open()) {
      return pool.classify(picture);
    }
  }

  @Test
  void aPictureIsSeenByTheOldWeightsOrByTheNew() throws Exception {
    Classification byOld = classify(old);
    Classification byNew = classify(next);
    assertThat(byOld.best().className()).startsWith("old");
    assertThat(byNew.best().className()).startsWith("new");
    try (InferenceNetwork network = Weights.loadInto(GatedNetwork.of(3), old);
        InferencePool pool = InferencePool.of(network).forks(3).queue(CLIENTS).open()) {
      AtomicBoolean ends = new AtomicBoolean();
      Thread loader =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 60; i++) {
                    pool.load(i % 2 == 0 ? next : old);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                } finally {
                  ends.set(true);
                }
              });
      loader.start();
      List<Set<Classification>> seen =
          Clients.run(
              CLIENTS,
              client ->
                  () -> {
                    Set<Classification> all = new HashSet<>();
                    while (!ends.get()) {
                      all.add(pool.classify(picture));
                    }
                    return all;
                  });
      loader.join();
      assertThat(pool.metrics().loads()).isEqualTo(60);
      seen.forEach(all -> assertThat(all).isSubsetOf(byOld, byNew));
      assertThat(pool.classify(picture)).isEqualTo(byOld);
      assertThat(network.preparation().orElseThrow().classNames()).contains("old0");
    }
  }

  @Test
  @SuppressWarnings("try") // closed before its end
  void whatDoesNotFitChangesNothing() throws Exception {
    Path torn = directory.resolve("torn.safetensors");
    byte[] bytes = Files.readAllBytes(next);
    Files.write(torn, Arrays.copyOf(bytes, bytes.length - 100));
    Classification byOld = classify(old);
    try (InferenceNetwork network = Weights.loadInto(GatedNetwork.of(3), old);
        InferencePool pool = InferencePool.of(network).open()) {
      assertThatThrownBy(() -> pool.load(torn))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("torn.safetensors");
      assertThat(pool.classify(picture)).isEqualTo(byOld);
      assertThat(pool.metrics().loads()).isZero();
      pool.close();
      assertThatThrownBy(() -> pool.load(next))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void probabilitiesAreSortedAndAddUpToOne() throws Exception {
    Classification seen = classify(old);
    assertThat(seen.scores())
        .hasSize(5)
        .isSortedAccordingTo(
            Comparator.comparingDouble(Classification.Score::probability).reversed());
    assertThat(seen.scores().stream().mapToDouble(Classification.Score::probability).sum())
        .isBetween(1 - 1e-12, 1 + 1e-12);
    assertThat(seen.top(2)).isEqualTo(seen.scores().subList(0, 2));
    assertThat(seen.best().className()).isEqualTo("old" + seen.best().index());
  }

  @Test
  void filesAndStreamsAreRead() throws Exception {
    Path file = directory.resolve("picture.png");
    BufferedImage image = new BufferedImage(10, 12, BufferedImage.TYPE_INT_RGB);
    byte[] samples = picture.samples();
    for (int i = 0; i < 120; i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | samples[channel * 120 + i] & 0xff;
      }
      image.setRGB(i % 10, i / 10, rgb);
    }
    ImageIO.write(image, "png", file.toFile());
    try (InferenceNetwork network = Weights.loadInto(GatedNetwork.of(3), old);
        InferencePool pool =
            InferencePool.of(network).microBatches(2, Duration.ofMillis(1)).open()) {
      Classification wanted = pool.classify(picture);
      assertThat(pool.classify(file)).isEqualTo(wanted);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Files.copy(file, bytes);
      assertThat(pool.classify(new ByteArrayInputStream(bytes.toByteArray()))).isEqualTo(wanted);
      assertThat(pool.submit(picture).get()).isEqualTo(wanted);
      assertThatThrownBy(() -> pool.classify(new ByteArrayInputStream(new byte[] {1, 2, 3})))
          .isInstanceOf(IOException.class)
          .hasMessage("the picture is not an image that Java can read; convert it to PNG");
    }
  }

  @Test
  void weightsThatDoNotSayHowPicturesArePreparedClassifyNone() {
    try (InferenceNetwork network = GatedNetwork.of(3);
        InferencePool pool = InferencePool.of(network).open()) {
      assertThatThrownBy(() -> pool.classify(picture))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("do not say how pictures are prepared");
      network.prepareWith(Preparation.of(3, 16, 16));
      assertThatThrownBy(() -> pool.classify(picture))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("as images of 3x16x16, but it takes 3x8x8");
    }
  }

  /** The fast provider keeps packed weights: what it is not told of, it does not see. */
  @Test
  void forksPredictWithWhatOneOfThemPrepared() {
    INDArray images = Clients.images(2, 1);
    try (InferenceNetwork network = GatedNetwork.of(1);
        InferenceNetwork fork = network.fork()) {
      assumeTrue(network.kernels().get(0).provider().equals("simd"));
      float[] before = network.predict(images).ravel().toFloatVector();
      network.readOnly(network.parameterList().get(0)).muli(2);
      assertThat(fork.predict(images).ravel().toFloatVector()).isEqualTo(before);
      network.parametersChanged();
      float[] after = fork.predict(images).ravel().toFloatVector();
      assertThat(after).isNotEqualTo(before);
      assertThat(network.predict(images).ravel().toFloatVector()).isEqualTo(after);
    }
  }
}
