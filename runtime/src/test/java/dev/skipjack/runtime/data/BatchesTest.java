package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchesTest {
  /** Ten images of 1x1x2; image i has pixels 10i and 10i + 1 and label i. */
  private static ImageSet set() {
    byte[] pixels = new byte[20];
    byte[] labels = new byte[10];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      pixels[2 * i] = (byte) (10 * i);
      pixels[2 * i + 1] = (byte) (10 * i + 1);
      labels[i] = (byte) i;
      names.add("class " + i);
    }
    return new ImageSet("ten", 1, 1, 2, pixels, labels, names);
  }

  private static List<Integer> labels(Batches batches, int epoch) {
    List<Integer> labels = new ArrayList<>();
    try (BatchStream stream = batches.open(DataType.FLOAT, epoch)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        assertThat(batch.images().shape()).containsExactly(batch.size(), 1, 1, 2);
        for (int n = 0; n < batch.size(); n++) {
          labels.add(batch.labels()[n]);
          float first = batch.images().getFloat(n, 0, 0, 0);
          assertThat(first).isCloseTo(10 * batch.labels()[n] / 255f, within(1e-6f));
        }
      }
    }
    return labels;
  }

  @Test
  void theLastPartialBatchIsThere() {
    Batches batches = Images.of(set()).batch(4);
    assertThat(batches.batches()).isEqualTo(3);
    assertThat(labels(batches, 0)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void shufflingDependsOnSeedAndEpochAlone() {
    Batches batches = set().shuffle(7).batch(3);
    List<Integer> first = labels(batches, 0);
    assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(labels(batches, 0)).isEqualTo(first);
    assertThat(labels(batches, 1)).isNotEqualTo(first);
    assertThat(labels(set().shuffle(8).batch(3), 0)).isNotEqualTo(first);
  }

  @Test
  void normalisesBeforeAugmenting() {
    Images images =
        set().normalize(new double[] {0.5}, new double[] {0.25}).augment(Augmentation.shift(5));
    try (BatchStream stream = images.batch(10).open(DataType.DOUBLE, 0)) {
      double[] values = stream.next().images().ravel().toDoubleVector();
      for (double value : values) { // what was shifted in is 0, the mean colour
        assertThat(value == 0 || value <= -0.5).isTrue();
      }
    }
  }

  @Test
  void augmentationDependsOnSeedEpochAndImageNotOnTheBatch() {
    Images images = set().augment(Augmentation.flip(), Augmentation.shift(1));
    double[] first = pixels(images.batch(3), 2);
    assertThat(pixels(images.batch(3), 2)).isEqualTo(first);
    assertThat(pixels(images.batch(10), 2)).isEqualTo(first);
    assertThat(pixels(images.batch(3), 3)).isNotEqualTo(first);
  }

  private static double[] pixels(Batches batches, int epoch) {
    double[] all = new double[2 * batches.images()];
    int at = 0;
    try (BatchStream stream = batches.open(DataType.DOUBLE, epoch)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        double[] values = batch.images().ravel().toDoubleVector();
        System.arraycopy(values, 0, all, at, values.length);
        at += values.length;
      }
    }
    return all;
  }

  /** Three arrays, however long the epoch. */
  @Test
  void arraysAreUsedAgain() {
    try (BatchStream stream = set().batch(1).open(DataType.FLOAT, 0)) {
      Set<INDArray> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        arrays.add(batch.images());
      }
      assertThat(arrays).hasSize(3);
    }
  }

  /** Of a thread that prepares images in memory: a batch's labels, and the batch itself. */
  @Test
  void aBatchAllocatesItsLabelsAlone() {
    ImageSet set = new ImageSet("set", 1, 8, 8, new byte[6400 * 64], new byte[6400], names(1));
    ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (BatchStream stream = set.shuffle(1).batch(32).open(DataType.FLOAT, 0)) {
      long thread =
          Thread.getAllStackTraces().keySet().stream()
              .filter(each -> each.getName().startsWith("skipjack-prefetch"))
              .findFirst()
              .orElseThrow()
              .getId();
      for (int i = 0; i < 20; i++) {
        stream.next();
      }
      long before = beans.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 100; i++) {
        stream.next();
      }
      long bytes = beans.getThreadAllocatedBytes(thread) - before;
      assertThat(bytes).isBetween(1L, 103 * (16L + 4 * 32 + 64));
    }
  }

  @Test
  void impossibleBatchesAreRefused() {
    assertThatThrownBy(() -> set().batch(0)).hasMessage("a batch needs at least 1 image, got 0");
    assertThatThrownBy(() -> set().batch(2).open(DataType.INT32, 0))
        .hasMessage("batches are FLOAT or DOUBLE, not INT");
    assertThatThrownBy(() -> set().take(11)).hasMessage("ten has 10 images, cannot take 11");
    assertThatThrownBy(() -> set().normalize(new double[] {0, 0}, new double[] {1}))
        .hasMessage("ten has 1 channels, got 2 means");
    assertThatThrownBy(() -> set().normalize(new double[] {0}, new double[] {0}))
        .hasMessage("standard deviations must be above 0, got [0.0]");
    assertThatThrownBy(() -> set().normalize(new double[] {Double.NaN}, new double[] {1}))
        .hasMessage("means must be finite, got [NaN]");
  }

  @Test
  void momentsAreThoseOfThePixels() {
    double[] values = new double[20];
    for (int i = 0; i < 20; i++) {
      values[i] = (10 * (i / 2) + i % 2) / 255.0;
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertThat(set().mean()).containsExactly(new double[] {mean}, within(1e-12));
    assertThat(set().standardDeviation())
        .containsExactly(new double[] {Math.sqrt(variance)}, within(1e-12));
  }

  @Test
  void errorsOfThePrefetchThreadReachTheCaller() {
    Augmentation broken =
        (image, result, channels, height, width, random) -> {
          throw new IllegalStateException("broken lens");
        };
    try (BatchStream stream = set().augment(broken).batch(2).open(DataType.FLOAT, 0)) {
      assertThatThrownBy(stream::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("could not prepare a batch of ten")
          .hasRootCauseMessage("broken lens");
    }
  }

  @Test
  void closingEarlyStopsTheThread() {
    BatchStream stream = set().batch(1).open(DataType.FLOAT, 0);
    stream.next();
    stream.close();
    assertThat(stream.next()).isNull();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.getName().startsWith("skipjack-prefetch") && t.isAlive());
  }

  @Test
  void anyNumberOfClassesHasLabels() {
    List<String> names = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    int[] labels = {999, 0, 255, 256};
    ImageSet set = new ImageSet("thousand", 1, 1, 1, new byte[4], labels, names);
    assertThat(set.classes()).isEqualTo(1000);
    for (int i = 0; i < labels.length; i++) {
      assertThat(set.label(i)).isEqualTo(labels[i]);
    }
    assertThat(set.take(3).fit(3, 2, 2).label(2)).isEqualTo(255);
    assertThat(labels(set)).containsExactly(999, 0, 255, 256);
    for (int bad : new int[] {-2, -100, 1000}) {
      assertThatThrownBy(() -> new ImageSet("t", 1, 1, 1, new byte[2], new int[] {5, bad}, names))
          .hasMessage(
              "t: image 1 has label %d, but there are 1000 classes%s",
              bad, bad < 0 ? "; -1 is an image without one" : "");
    }
    assertThatThrownBy(() -> new ImageSet("t", 1, 1, 1, new byte[1], new int[] {256}, names(9)))
        .hasMessage("t: image 0 has label 256, but there are 9 classes");
  }

  private static List<String> names(int count) {
    return Collections.nCopies(count, "name");
  }

  private static int[] labels(ImageSet set) {
    try (BatchStream stream = set.batch(set.size()).open(DataType.FLOAT, 0)) {
      return stream.next().labels();
    }
  }

  /** One error, whichever way a set would become too large, before any memory is taken. */
  @Test
  void aSetThatIsTooLargeSaysSo() {
    ImageSet hundred = new ImageSet("h", 1, 8, 8, new byte[6400], new byte[100], names(1));
    assertThatThrownBy(() -> hundred.fit(3, 3000, 3000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "100 images of 3x3000x3000 need 2,700,000,000 bytes, a set holds 2,147,483,647: use at most 79 at a time");
    assertThatThrownBy(() -> hundred.fit(3, 40_000, 40_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "h: an image of 3x40000x40000 has more than the 2,147,483,647 values that a set holds");
    byte[] map = new byte[360_000];
    ImageSet one = ImageSet.ofLabelMaps("o", 3, 600, 600, new byte[1_080_000], map, names(1));
    assertThatThrownBy(() -> one.crops(3000, 512, 512, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "3,000 images of 3x512x512 need 2,359,296,000 bytes, a set holds 2,147,483,647: use at most 2,730 at a time");
    assertThatThrownBy(() -> one.crops(Integer.MAX_VALUE, 2, 2, 1))
        .hasMessageStartingWith("2,147,483,647 images of 3x2x2 need 25,769,803,764 bytes, a set");
  }

  @Test
  void fittingPadsAndRepeatsButNeverCrops() {
    ImageSet fitted = set().fit(3, 3, 2);
    assertThat(fitted.pixels(1))
        .containsExactly(0, 0, 10, 11, 0, 0, 0, 0, 10, 11, 0, 0, 0, 0, 10, 11, 0, 0);
    assertThatThrownBy(() -> set().fit(1, 1, 1)).hasMessageContaining("which 1x1 would crop");
  }
}
