package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is beside images stays with its image, whatever happens to the order. */
class FurtherInputsTest {
  private static final int COUNT = 40;
  private static final List<String> CLASSES = List.of("a", "b");

  /** Image i is {@code i + first} everywhere, and of class i modulo 2. */
  private static ImageSet set(String name, int first, int side) {
    byte[] pixels = new byte[COUNT * side * side];
    byte[] labels = new byte[COUNT];
    for (int i = 0; i < COUNT; i++) {
      Arrays.fill(pixels, i * side * side, (i + 1) * side * side, (byte) (i + first));
      labels[i] = (byte) (i % 2);
    }
    return new ImageSet(name, 1, side, side, pixels, labels, CLASSES);
  }

  /** Row i is i, 10·i. */
  private static Table table() {
    return Table.of(
        IntStream.range(0, COUNT).mapToObj(i -> new float[] {i, 10 * i}).toArray(float[][]::new));
  }

  private static Dataset triples() {
    return set("left", 0, 2)
        .with("table", table())
        .with("right", set("right", 100, 3).normalize(new double[] {0}, new double[] {0.5}));
  }

  /** The images of an epoch, each checked against its label, its row and its second image. */
  private static List<Integer> images(Batches batches, int epoch) {
    List<Integer> images = new ArrayList<>();
    try (BatchStream stream = batches.open(DataType.DOUBLE, epoch)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        int size = batch.size();
        assertThat(batch.inputs()).hasSize(3);
        assertThat(batch.images()).isSameAs(batch.inputs().get(0));
        assertThat(batch.inputs().get(1).shape()).containsExactly(size, 2);
        assertThat(batch.inputs().get(2).shape()).containsExactly(size, 1, 3, 3);
        for (int n = 0; n < size; n++) {
          int image = (int) Math.round(255 * batch.images().getDouble(n, 0, 1, 1));
          images.add(image);
          assertThat(batch.labels()[n]).isEqualTo(image % 2);
          assertThat(batch.inputs().get(1).getDouble(n, 0)).isEqualTo(image);
          assertThat(batch.inputs().get(1).getDouble(n, 1)).isEqualTo(10 * image);
          assertThat(batch.inputs().get(2).getDouble(n, 0, 2, 2))
              .isCloseTo((image + 100) / 255.0 / 0.5, within(1e-9));
        }
      }
    }
    return images;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void rowsStayWithTheirImages(int workers) {
    Images images = Images.of(triples()).workers(workers);
    assertThat(images(images.batch(7), 0))
        .containsExactlyElementsOf(IntStream.range(0, COUNT).boxed().toList());
    List<Integer> shuffled = images(images.shuffle(3).batch(7), 1);
    assertThat(shuffled)
        .hasSize(COUNT)
        .doesNotHaveDuplicates()
        .isNotEqualTo(images(images.batch(7), 1));
    List<Integer> sampled = images(images.balanced().shuffle(3).batch(16), 0);
    assertThat(sampled.stream().distinct().count()).isLessThan(COUNT);
  }

  @Test
  void partsAndSelectionsTakeTheirRowsAlong() {
    Split parts = triples().split(0.5, 0.25, 0.25, 5);
    List<Integer> all = new ArrayList<>();
    for (Dataset part : List.of(parts.train(), parts.validation(), parts.test())) {
      all.addAll(images(Images.of(part).shuffle(1).batch(6), 0));
    }
    assertThat(all).hasSize(COUNT).doesNotHaveDuplicates();
    Dataset some = triples().select("some", new int[] {7, 3, 9}).select("two", new int[] {1, 0});
    assertThat(images(Images.of(some).batch(2), 0)).containsExactly(3, 7);
    assertThat(new Subset("two", triples(), new int[] {3, 7}).furtherInputs())
        .extracting(FurtherInput::fingerprint)
        .isEqualTo(some.furtherInputs().stream().map(FurtherInput::fingerprint).toList());
  }

  @Test
  void picturesOfAnySizeMayHaveThemToo() {
    Dataset pictures = new Subset("pictures", set("left", 0, 2), new int[] {4, 9, 2});
    Dataset pairs = pictures.with("table", table().select(4, 9, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.of(pairs))
        .withMessage(
            "pictures has pictures of any size: say how they are framed, Images.of(dataset,"
                + " preparation)");
    Images framed = Images.of(pairs, Preparation.of(Framing.SQUASH, 1, 4, 4));
    try (BatchStream stream = framed.batch(3).open(DataType.FLOAT, 0)) {
      assertThat(stream.next().inputs().get(1).ravel().toFloatVector())
          .containsExactly(4, 40, 9, 90, 2, 20);
    }
  }

  /** Both are shifted, each by itself, and the same in every run. */
  @Test
  void secondImagesAreChangedByAChanceOfTheirOwn() {
    ImageSet left = gradients();
    Images right = Images.of(gradients()).augment(Augmentation.shift(3));
    Images both = Images.of(left.with("right", right)).augment(Augmentation.shift(3)).shuffle(2);
    INDArray[] first = epoch(both, 0);
    assertThat(first[0]).isNotEqualTo(first[1]);
    assertThat(epoch(both, 0)).isEqualTo(first);
    assertThat(epoch(both, 1)[1]).isNotEqualTo(first[1]);
    assertThat(epoch(both.workers(3), 0)).isEqualTo(first);
  }

  /** Images without two pixels alike. */
  private static ImageSet gradients() {
    byte[] pixels = new byte[12 * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (1 + i % 251);
    }
    return new ImageSet("gradients", 1, 8, 8, pixels, new byte[12], List.of("one"));
  }

  private static INDArray[] epoch(Images images, int epoch) {
    try (BatchStream stream = images.batch(12).open(DataType.FLOAT, epoch)) {
      return stream.next().inputs().stream().map(INDArray::dup).toArray(INDArray[]::new);
    }
  }

  @Test
  void fingerprintsAndDescriptionsTellThemApart() {
    Dataset plain = set("left", 0, 2);
    float[][] rows = new float[COUNT][2];
    assertThat(plain.with("table", table()).fingerprint())
        .isNotEqualTo(plain.fingerprint())
        .isNotEqualTo(plain.with("table", Table.of(rows)).fingerprint())
        .isNotEqualTo(plain.with("other", table()).fingerprint())
        .isEqualTo(set("left", 0, 2).with("table", table()).fingerprint());
    assertThat(Images.of(triples()).batch(4).describeImages())
        .contains("table: 2 features", "right: ");
    assertThat(triples()).hasToString(plain + ", beside each [table, right]");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ImageSet set = set("left", 0, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.with("table", table().select(1, 2)))
        .withMessage(
            "left has 40 images, but 'table' is of 2: give one for each, in the same order");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> triples().with("table", table()))
        .withMessage("left has 'table' already: name each input once");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.with("right", set("right", 1, 2).shuffle(1)))
        .withMessage(
            "'right' comes in the order of the images that it is beside: shuffle, sample, drop and"
                + " mix those, not right");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.with("right", Images.of(triples())))
        .withMessageContaining("which has inputs beside its images itself");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.of(triples()).mixup(0.2))
        .withMessage(
            "mixup mixes images, but left has [table, right] beside them, which it cannot mix:"
                + " leave it out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Table.of(new float[] {1, 2}, new float[] {1}))
        .withMessage("row 1 of a table has 1 numbers, row 0 has 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Table.of(new float[] {1, Float.NaN}))
        .withMessage("row 0 of a table has NaN in column 1: numbers must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Table.of(new float[] {1, 2}, null))
        .withMessage("row 1 of a table is null: leave out what has no row");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Table.of((float[][]) null))
        .withMessage("a table needs at least 1 row and 1 column");
  }

  @Test
  void columnsAreNormalised() {
    Table table = Table.of(new float[] {1, 10}, new float[] {3, 40});
    assertThat(table.mean()).containsExactly(2, 25);
    assertThat(table.standardDeviation()).containsExactly(1, 15);
    Table normalized = table.normalize(table.mean(), table.standardDeviation());
    assertThat(normalized.get(0, 0)).isEqualTo(-1);
    assertThat(normalized.get(1, 1)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.normalize(table.mean(), new double[] {1, 0}))
        .withMessageContaining("column 1 has a mean of 25.0 and a standard deviation of 0.0");
  }

  /** Of each batch: the record, its labels and what hands them over. */
  @Test
  void batchesAreWrittenIntoTheSameArrays() {
    float[][] rows = new float[COUNT][2];
    Dataset set = set("left", 0, 2).with("table", Table.of(rows));
    int[] often = IntStream.range(0, 4000).map(i -> i % COUNT).toArray();
    Batches batches = Images.of(set.select("often", often)).batch(32);
    ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (BatchStream stream = batches.open(DataType.FLOAT, 0)) {
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
}
