package dev.skipjack.runtime.data;

import static dev.skipjack.runtime.transforms.PictureTransform.centerCrop;
import static dev.skipjack.runtime.transforms.PictureTransform.horizontalFlip;
import static dev.skipjack.runtime.transforms.PictureTransform.randomResizedCrop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Pictures become batches: the same ones whatever the threads do. */
@Timeout(120)
class DatasetBatchesTest {
  private static final Preparation SMALL = Preparation.of(3, 6, 5);

  /** Everything of a batch, as text. */
  private static List<String> batches(Batches batches, int epoch, int first) {
    List<String> all = new ArrayList<>();
    try (BatchStream stream = batches.open(DataType.FLOAT, epoch, first)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        all.add(
            Arrays.toString(batch.images().shape())
                + Arrays.toString(batch.images().ravel().toFloatVector())
                + Arrays.toString(batch.labels())
                + Arrays.toString(batch.targets()));
      }
    }
    return all;
  }

  private static Images changed(Dataset set) {
    return Images.of(set, SMALL)
        .normalize(new double[] {0.4, 0.5, 0.6}, new double[] {0.2})
        .transform(randomResizedCrop(6, 5, 0.1, 1, 0.5, 2), horizontalFlip())
        .augment(Augmentation.shift(1), Augmentation.randomErasing())
        .mixup(0.4)
        .shuffle(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16})
  void theNumberOfWorkersChangesNothing(int workers) {
    for (int size : new int[] {1, 7, 40}) {
      Images images = changed(new Pictures(40, 4));
      List<String> expected = batches(images.workers(1).batch(size), 2, 0);
      assertThat(expected).hasSize((39 + size) / size);
      assertThat(batches(images.workers(workers).batch(size), 2, 0)).isEqualTo(expected);
    }
    ImageSet set = new ImageSet("set", 1, 2, 2, new byte[400], new byte[100], List.of("a"));
    Images inMemory = set.augment(Augmentation.shift(1)).shuffle(1);
    assertThat(batches(inMemory.workers(workers).batch(8), 0, 0))
        .isEqualTo(batches(inMemory.workers(1).batch(8), 0, 0));
  }

  @Test
  void theRestOfAnEpochIsWhatTheWholeWouldHaveGiven() {
    for (Images images :
        List.of(
            changed(new Pictures(23, 3)).workers(2),
            changed(new Pictures(23, 3)).balanced(),
            changed(new Pictures(23, 3)).dropLast())) {
      Batches batches = images.batch(5);
      List<String> whole = batches(batches, 7, 0);
      assertThat(whole).hasSize(batches.batches()).doesNotHaveDuplicates();
      for (int first = 0; first <= whole.size(); first++) {
        assertThat(batches(batches, 7, first)).isEqualTo(whole.subList(first, whole.size()));
      }
    }
    Batches batches = changed(new Pictures(23, 3)).batch(5);
    for (int first : new int[] {-1, 6}) {
      assertThatThrownBy(() -> batches.open(DataType.FLOAT, 0, first))
          .hasMessage("an epoch of drawn has 5 batches: it cannot go on with batch %d", first);
    }
  }

  /** Not at all, by mixup or by CutMix. */
  private static Images mixed(Pictures pictures, int kind) {
    Images images =
        Images.of(pictures, SMALL)
            .transform(randomResizedCrop(6, 5, 0.1, 1, 0.5, 2))
            .augment(Augmentation.shift(1))
            .shuffle(3);
    return kind == 0 ? images : kind == 1 ? images.mixup(0.4) : images.cutmix(1);
  }

  /** Labels are those of the whole batch; so are images that are wanted, and what is mixed in. */
  @Test
  void imagesThatNobodyWantsAreNotRead() {
    for (int kind = 0; kind < 3; kind++) {
      for (int first = 0; first <= 7; first += 2) {
        Pictures pictures = new Pictures(23, 3);
        Batches batches = mixed(pictures, kind).workers(2).batch(7);
        int begin = first;
        WantedImages wanted =
            (number, size) -> new ImageRange(Math.min(begin, size), Math.min(begin + 3, size));
        int expected = 0;
        try (BatchStream whole =
                mixed(new Pictures(23, 3), kind).batch(7).open(DataType.DOUBLE, 1);
            BatchStream parts = batches.open(DataType.DOUBLE, 1, 0, wanted)) {
          int number = 0;
          for (Batch batch = whole.next(); batch != null; batch = whole.next()) {
            Batch part = parts.next();
            ImageRange range = wanted.of(number++, batch.size());
            assertThat(part.labels()).isEqualTo(batch.labels());
            assertThat(part.targets()).isEqualTo(batch.targets());
            for (int image = range.first(); image < range.end(); image++) {
              assertThat(part.images().slice(image)).isEqualTo(batch.images().slice(image));
            }
            int own = range.end() - range.first();
            boolean another = kind > 0 && own > 0 && own < batch.size();
            expected += own + (another ? 1 : 0);
          }
          assertThat(parts.next()).isNull();
        }
        assertThat(pictures.drawn).hasValue(expected);
      }
    }
  }

  /** So that two trainings can be compared. */
  @Test
  void batchesSayHowTheirImagesAreMade() {
    assertThat(changed(new Pictures(4, 2)).batch(2).describeImages())
        .isEqualTo(changed(new Pictures(5, 3)).workers(7).batch(1).describeImages())
        .startsWith("transforms [RandomResizedCrop[")
        .contains("mean [0.4, 0.5, 0.6], standard deviation [0.2, 0.2, 0.2]")
        .endsWith(
            "augmentation [Shift[pixels=1], RandomErasing[probability=0.5]], mixup 0.4, CutMix 0.0");
    Images framed = Images.of(new Pictures(4, 2), SMALL);
    assertThat(framed.batch(1).describeImages())
        .isEqualTo(
            "RGB, 6x5 cropped out of 7x6, mean [0.0, 0.0, 0.0], standard deviation [1.0, 1.0, 1.0]");
    for (int run = 0; run < 2; run++) {
      assertThat(framed.transform((picture, random) -> picture).batch(1).describeImages())
          .startsWith("transforms [a lambda], ");
    }
  }

  /** Nothing that was read is thrown away, and nothing is read twice. */
  @Test
  void theRestOfAnEpochReadsNoMoreThanItNeeds() {
    Pictures set = new Pictures(23, 3);
    batches(changed(set).workers(3).batch(5), 0, 3);
    assertThat(set.drawn).hasValue(8);
  }

  @Test
  void picturesAreFramedAsThePreparationSays() throws IOException {
    for (Framing framing : Framing.values()) {
      Preparation preparation = Preparation.of(framing, 3, 6, 5).padded(8, 9);
      Pictures set = new Pictures(3, 2);
      Batches batches = Images.of(set, preparation).batch(3);
      try (BatchStream stream = batches.open(DataType.DOUBLE, 0)) {
        Batch batch = stream.next();
        assertThat(batch.images().shape()).containsExactly(3, 3, 8, 9);
        for (int i = 0; i < 3; i++) {
          byte[] expected = preparation.apply(set.picture(i));
          for (int k = 0; k < expected.length; k++) {
            assertThat(batch.images().getDouble(i, k / 72, k % 72 / 9, k % 9))
                .isEqualTo((expected[k] & 255) / 255.0);
          }
        }
      }
      assertThat(batches.preparation()).contains(preparation.withClasses(set.classNames()));
    }
  }

  /** An image of a set is the same picture. */
  @Test
  void imagesOfASetMayBeTransformed() {
    byte[] pixels = new byte[2 * 3 * 4 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    ImageSet set = new ImageSet("set", 3, 4, 4, pixels, new byte[] {1, 0}, List.of("a", "b"));
    assertThat(batches(Images.of(set).transform(centerCrop(4)).batch(2), 0, 0))
        .isEqualTo(batches(set.batch(2), 0, 0));
    assertThat(batches(Images.of(set).transform(randomResizedCrop(4)).batch(2), 0, 0))
        .isNotEqualTo(batches(set.batch(2), 0, 0));
    ImageSet two = new ImageSet("two", 2, 1, 1, new byte[2], new byte[1], List.of("a"));
    assertThatThrownBy(() -> Images.of(two).transform(horizontalFlip()))
        .hasMessage("two has 2 channels, but pictures have 1 or 3: use augment");
  }

  @Test
  void transformsDependOnSeedEpochAndImage() {
    Images images =
        Images.of(new Pictures(12, 2), SMALL).transform(randomResizedCrop(6, 5, 0.1, 1, 0.5, 2));
    List<String> first = batches(images.batch(12), 1, 0);
    assertThat(batches(images.batch(12), 1, 0)).isEqualTo(first);
    assertThat(batches(images.batch(12), 2, 0)).isNotEqualTo(first);
    assertThat(batches(images.shuffle(9).batch(1), 1, 0)).hasSize(12).isNotEqualTo(first);
  }

  /** Errors name the item; those before it are there. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void theFirstImageThatFailsEndsTheStream(int workers) {
    Pictures set =
        new Pictures(40, 4) {
          @Override
          public Item item(int index) throws IOException {
            if (index == 17 || index == 18 || index == 39) {
              throw new IOException("no lens for " + index);
            }
            return super.item(index);
          }

          @Override
          public String describe(int index) {
            return "photos/" + index + ".jpg";
          }
        };
    for (int attempt = 0; attempt < 5; attempt++) {
      try (BatchStream stream =
          Images.of(set, SMALL).workers(workers).batch(5).open(DataType.FLOAT, 0)) {
        for (int batch = 0; batch < 3; batch++) {
          assertThat(stream.next().size()).isEqualTo(5);
        }
        assertThatThrownBy(stream::next)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "could not prepare a batch of drawn: photos/17.jpg: java.io.IOException: no lens for 17")
            .hasRootCauseMessage("no lens for 17");
        assertThat(stream.next()).isNull();
      }
    }
    assertThat(prefetching()).isZero();
  }

  private static long prefetching() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("skipjack-prefetch") && thread.isAlive())
        .count();
  }

  /** Even one that waits for something that never comes. */
  @Test
  void closingStopsEveryWorker() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(4);
    Pictures set =
        new Pictures(40, 4) {
          @Override
          public Item item(int index) throws IOException {
            asked.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return super.item(index);
          }
        };
    BatchStream stream = Images.of(set, SMALL).workers(4).batch(5).open(DataType.FLOAT, 0);
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(prefetching()).isEqualTo(4);
    stream.close();
    assertThat(prefetching()).isZero();
    assertThat(stream.next()).isNull();
  }

  /** As many threads as kernels have. */
  @Test
  void picturesArePreparedBySkipjackThreads() {
    String before = System.getProperty(Settings.THREADS);
    System.setProperty(Settings.THREADS, "5");
    CountDownLatch asked = new CountDownLatch(5);
    Pictures set =
        new Pictures(40, 4) {
          @Override
          public Item item(int index) throws IOException {
            asked.countDown();
            try { // each thread has one
              assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return super.item(index);
          }
        };
    try (BatchStream stream = Images.of(set, SMALL).batch(4).open(DataType.FLOAT, 0)) {
      assertThat(prefetching()).isEqualTo(5);
      assertThat(stream.next().size()).isEqualTo(4);
    } finally {
      if (before == null) {
        System.clearProperty(Settings.THREADS);
      } else {
        System.setProperty(Settings.THREADS, before);
      }
    }
  }

  /** However far the consumer is behind, only so many pictures are read ahead. */
  @Test
  void onlyAFewBatchesAreReadAhead() throws InterruptedException {
    AtomicInteger reading = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Pictures set =
        new Pictures(400, 4) {
          @Override
          public Item item(int index) throws IOException {
            most.accumulateAndGet(reading.incrementAndGet(), Math::max);
            Thread.yield();
            reading.decrementAndGet();
            return super.item(index);
          }
        };
    try (BatchStream stream = Images.of(set, SMALL).workers(3).batch(10).open(DataType.FLOAT, 0)) {
      for (int taken = 0; taken < 30; taken++) {
        for (int waited = 0; set.drawn.get() < 10 * (taken + 2) && waited < 10_000; waited++) {
          Thread.sleep(1);
        }
        assertThat(set.drawn.get()).isLessThanOrEqualTo(10 * (taken + 3));
        stream.next();
      }
    }
    assertThat(most.get()).isLessThanOrEqualTo(3);
    assertThat(set.drawn.get()).isLessThanOrEqualTo(330);
  }

  @Test
  void theConsumersWaitIsMeasured() throws InterruptedException {
    CountDownLatch open = new CountDownLatch(1);
    Pictures set =
        new Pictures(4, 2) {
          @Override
          public Item item(int index) throws IOException {
            try {
              open.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return super.item(index);
          }
        };
    try (BatchStream stream = Images.of(set, SMALL).batch(4).open(DataType.FLOAT, 0)) {
      assertThat(stream.waitNanos()).isZero();
      Thread opener =
          new Thread(
              () -> {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                open.countDown();
              });
      opener.start();
      stream.next();
      assertThat(stream.waitNanos()).isGreaterThan(30_000_000);
      opener.join();
    }
  }

  @Test
  void dropLastDropsTheLastSmallBatch() {
    Images images = Images.of(new Pictures(23, 3), SMALL);
    assertThat(images.batch(5).batches()).isEqualTo(5);
    Batches dropped = images.dropLast().batch(5);
    assertThat(dropped.batches()).isEqualTo(4);
    assertThat(dropped.images()).isEqualTo(20);
    assertThat(batches(dropped, 0, 0)).isEqualTo(batches(images.batch(5), 0, 0).subList(0, 4));
    assertThat(images.dropLast().batch(23).batches()).isEqualTo(1);
    assertThatThrownBy(() -> images.dropLast().batch(24))
        .hasMessage(
            "an epoch of drawn has 23 images, of which dropLast leaves none: take batches of at most 23");
  }

  @Test
  void whatCannotBeIsNamed() {
    Pictures set = new Pictures(4, 2);
    Images images = Images.of(set, SMALL);
    assertThatThrownBy(() -> images.workers(0)).hasMessage("images need at least 1 worker, got 0");
    assertThatThrownBy(() -> Images.of(set, SMALL.withClasses(List.of("class 1", "class 0"))))
        .hasMessageStartingWith(
            "drawn has the classes [class 0, class 1], but the preparation is of [class 1, class 0]");
    try (BatchStream stream = images.transform(centerCrop(5)).batch(1).open(DataType.FLOAT, 0)) {
      assertThatThrownBy(stream::next)
          .hasMessageContaining("image 0")
          .hasMessageContaining("its transforms leave 5x5, but 6x5 is needed: end them with");
    }
    Pictures lying =
        new Pictures(4, 2) {
          @Override
          public Item item(int index) {
            return new Item(picture(index), 2);
          }
        };
    try (BatchStream stream = Images.of(lying, SMALL).batch(1).open(DataType.FLOAT, 0)) {
      assertThatThrownBy(stream::next)
          .hasMessageContaining("it has label 2, but drawn has 2 classes");
    }
    Pictures unlabelled =
        new Pictures(4, 2) {
          @Override
          public int label(int index) {
            return index == 3 ? -2 : 0;
          }
        };
    assertThatThrownBy(() -> Images.of(unlabelled, SMALL).balanced())
        .hasMessage("drawn: image 3 has label -2, but there are 2 classes");
    Picture map = new Picture(1, new Size(2, 3), new byte[6]);
    assertThatThrownBy(() -> new Dataset.Item(set.picture(0), map))
        .hasMessageContaining("is grey and of its size, got 1x2x3");
  }
}
