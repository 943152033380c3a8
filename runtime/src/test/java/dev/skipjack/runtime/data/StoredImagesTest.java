package dev.skipjack.runtime.data;

import static dev.skipjack.runtime.transforms.PictureTransform.horizontalFlip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** What lies in a file is trained on as what lies in memory. */
class StoredImagesTest {
  private static final int COUNT = 23;
  private static final int LENGTH = 3 * 5 * 4;
  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final StoredImages.Format BYTES =
      new StoredImages.Format(StoredImages.Value.BYTE, 3, 5, 4);

  @TempDir private Path directory;

  private final byte[] pixels = new byte[COUNT * LENGTH];
  private final int[] labels = new int[COUNT];
  private final int[] places = new int[COUNT];

  private ImageSet inMemory() {
    new SplittableRandom(1).nextBytes(pixels);
    Arrays.setAll(labels, i -> i % 3);
    return new ImageSet("some", 3, 5, 4, pixels, labels, CLASSES);
  }

  /** The same backwards in a file. */
  private StoredImages inFile() throws IOException {
    ByteBuffer backwards = ByteBuffer.allocate(pixels.length);
    for (int i = 0; i < COUNT; i++) {
      places[i] = COUNT - 1 - i;
      backwards.put(places[i] * LENGTH, pixels, i * LENGTH, LENGTH);
    }
    Path file = Files.write(directory.resolve("images"), backwards.array());
    return StoredImages.open("some", file, BYTES, places, labels, CLASSES, null);
  }

  private static List<String> batches(Images images) {
    List<String> all = new ArrayList<>();
    try (BatchStream stream = images.shuffle(3).batch(4).open(DataType.FLOAT, 1)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        all.add(Arrays.toString(batch.images().ravel().toFloatVector()));
        all.add(Arrays.toString(batch.labels()));
      }
    }
    return all;
  }

  @Test
  void batchesAreThoseOfASetInMemory() throws IOException {
    ImageSet set = inMemory();
    try (StoredImages stored = inFile()) {
      double[] mean = {0.1, 0.2, 0.3};
      double[] deviation = {0.5, 0.6, 0.7};
      assertThat(
              batches(
                  Images.of(stored)
                      .workers(3)
                      .normalize(mean, deviation)
                      .augment(Augmentation.shift(1))))
          .isEqualTo(
              batches(Images.of(set).normalize(mean, deviation).augment(Augmentation.shift(1))));
      assertThat(batches(Images.of(stored).transform(horizontalFlip())))
          .isEqualTo(batches(Images.of(set).transform(horizontalFlip())));
      assertThat(stored.fingerprint()).isEqualTo(set.fingerprint());
      assertThat(stored.item(7).picture().samples()).isEqualTo(set.pixels(7));
      int[] some = {5, 2, 11};
      assertThat(batches(Images.of(stored.select("part", some))))
          .isEqualTo(batches(Images.of(set.select("part", some))));
      assertThat(stored.select("part", some).fingerprint())
          .isEqualTo(set.select("part", some).fingerprint());
    }
  }

  @Test
  void anInterruptedThreadClosesNothingForOthers() throws IOException {
    ImageSet set = inMemory();
    try (StoredImages stored = inFile()) {
      Thread.currentThread().interrupt();
      assertThat(stored.item(1).picture().samples()).isEqualTo(set.pixels(1));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(stored.item(2).picture().samples()).isEqualTo(set.pixels(2));
    }
  }

  @Test
  void otherValuesThanBytesAreNormalisedAsTheyAre() throws IOException {
    ByteBuffer values =
        ByteBuffer.allocate(16).putFloat(-2).putFloat(300).putFloat(0.25f).putFloat(1);
    Path file = Files.write(directory.resolve("values"), values.array());
    StoredImages.Format format = new StoredImages.Format(StoredImages.Value.FLOAT, 2, 1, 1);
    try (StoredImages stored =
        StoredImages.open(
            "values", file, format, new int[] {1, 0}, new int[] {0, 2}, CLASSES, null)) {
      Images images = Images.of(stored).normalize(new double[] {1}, new double[] {2});
      try (BatchStream stream = images.batch(2).open(DataType.DOUBLE, 0)) {
        Batch batch = stream.next();
        assertThat(batch.images().ravel().toDoubleVector()).containsExactly(-0.375, 0, -1.5, 149.5);
        assertThat(batch.labels()).containsExactly(0, 2);
      }
      assertThat(images.preparation()).isEmpty();
      assertThatThrownBy(() -> images.transform(horizontalFlip()))
          .hasMessageContaining("pictures have 1 or 3");
      assertThatThrownBy(() -> stored.item(0)).hasMessageStartingWith("values: 2 images 2x1x1");
    }
  }

  @Test
  void aFileThatIsTooShortIsNamed() throws IOException {
    inMemory();
    Path file = Files.write(directory.resolve("short"), new byte[LENGTH * 22 + 59]);
    Arrays.setAll(places, i -> i);
    assertThatThrownBy(() -> StoredImages.open("some", file, BYTES, places, labels, CLASSES, null))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has 22 images 3x5x4, no image 22");
  }
}
