package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Mixup and CutMix mix images and labels in the same proportion. */
class MixingTest {
  private static final int SIDE = 12;
  private static final int IMAGES = 7;

  /** Image {@code i} is {@code 30 i + channel} everywhere, and of class {@code i % 4}. */
  private static ImageSet set() {
    byte[] pixels = new byte[IMAGES * 2 * SIDE * SIDE];
    byte[] labels = new byte[IMAGES];
    for (int i = 0; i < pixels.length; i++) {
      int plane = i / (SIDE * SIDE);
      pixels[i] = (byte) (plane / 2 * 30 + plane % 2);
    }
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = (byte) (i % 4);
    }
    return new ImageSet("plain", 2, SIDE, SIDE, pixels, labels, List.of("a", "b", "c", "d"));
  }

  /** Of each batch's first image that is mixed with one of another class: its own part. */
  private static void check(Batch batch, boolean blends) {
    int before = batch.size() - 1;
    for (int i = 0; i < batch.size(); i++) {
      int own = batch.labels()[i];
      int other = batch.labels()[before];
      double part = batch.targets()[4 * i + own];
      double sum = 0;
      for (int c = 0; c < 4; c++) {
        sum += batch.targets()[4 * i + c];
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
      assertThat(part + (own == other ? 0 : batch.targets()[4 * i + other]))
          .isCloseTo(1, within(1e-12));
      double first = values(batch)[i];
      double second = values(batch)[before];
      if (own != other) {
        double mean = 0;
        for (int at = 0; at < SIDE * SIDE; at++) {
          double value = 255 * batch.images().getDouble(i, 1, at / SIDE, at % SIDE) - 1;
          mean += value / (SIDE * SIDE);
          if (blends) {
            assertThat(value).isCloseTo(part * first + (1 - part) * second, within(1e-9));
          } else if (Math.abs(value - first) > 1e-9) {
            assertThat(value).isCloseTo(second, within(1e-9));
          }
        }
        assertThat(mean).isCloseTo(part * first + (1 - part) * second, within(1e-9));
      }
      before = i;
    }
  }

  /** In order: the batches of 3 are images 0 to 2, 3 to 5 and 6. */
  private static double[] values(Batch batch) {
    int first = batch.size() == 1 ? 6 : batch.labels()[0] == 0 ? 0 : 3;
    double[] values = new double[batch.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 30 * (first + i);
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void imagesAndLabelsAreMixedAlike(boolean blends) {
    Images images = blends ? Images.of(set()).mixup(1) : Images.of(set()).cutmix(1);
    for (int epoch = 0; epoch < 20; epoch++) {
      try (BatchStream stream = images.batch(3).open(DataType.DOUBLE, epoch)) {
        int count = 0;
        for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
          check(batch, blends);
          count += batch.size();
        }
        assertThat(count).isEqualTo(IMAGES);
      }
    }
  }

  private static double[] firstTargets(Images images, int epoch) {
    try (BatchStream stream = images.batch(3).open(DataType.FLOAT, epoch)) {
      return stream.next().targets();
    }
  }

  @Test
  void chanceIsTheSeedsAndTheEpochs() {
    Images images = Images.of(set()).shuffle(4).mixup(0.4).cutmix(1);
    assertThat(firstTargets(images, 2)).isEqualTo(firstTargets(images, 2));
    assertThat(firstTargets(images, 2)).isNotEqualTo(firstTargets(images, 3));
    assertThat(firstTargets(images.shuffle(5), 2)).isNotEqualTo(firstTargets(images, 2));
    assertThat(firstTargets(Images.of(set()), 2)).isNull();
  }

  /** With both, blended values show mixup; about half of the epochs do. */
  @Test
  void eachBatchDrawsOneOfBoth() {
    Images images = Images.of(set()).mixup(1).cutmix(1);
    int blended = 0;
    for (int epoch = 0; epoch < 100; epoch++) {
      try (BatchStream stream = images.batch(7).open(DataType.DOUBLE, epoch)) {
        double value = 255 * stream.next().images().getDouble(1, 0, 0, 0);
        blended += Math.abs(value / 30 - Math.rint(value / 30)) > 1e-6 ? 1 : 0;
      }
    }
    assertThat(blended).isBetween(35, 65);
  }

  /** Mean 1/2 and variance 1/(4(2α + 1)). */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.2, 0.8, 1, 2.5, 40})
  void proportionsHaveABetaDistribution(double alpha) {
    SplittableRandom random = new SplittableRandom(9);
    int draws = 100_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; i++) {
      double value = Beta.symmetric(alpha, random);
      assertThat(value).isBetween(0.0, 1.0);
      sum += value;
      squares += (value - 0.5) * (value - 0.5);
    }
    assertThat(sum / draws).isCloseTo(0.5, within(0.006));
    double variance = 1 / (4 * (2 * alpha + 1));
    assertThat(squares / draws).isCloseTo(variance, within(0.02 * variance));
  }

  @Test
  void whatCannotBeMixedIsRefused() {
    Images images = Images.of(set());
    assertThatThrownBy(() -> images.mixup(0))
        .hasMessage("alpha of mixup must be above 0 and finite, got 0.0");
    assertThatThrownBy(() -> images.cutmix(Double.NaN)).hasMessageContaining("alpha of CutMix");
    ImageSet maps =
        ImageSet.ofLabelMaps("maps", 1, 1, 1, new byte[1], new byte[1], List.of("a", "b"));
    assertThatThrownBy(() -> Images.of(maps).mixup(1))
        .hasMessage(
            "mixup mixes the labels of whole images, but maps has label maps: leave it out");
  }

  @Test
  void erasedIsARectangleOfTheMeanColour() {
    int side = 40;
    double[] image = new double[2 * side * side];
    Arrays.fill(image, 3);
    double[] result = new double[image.length];
    int erased = 0;
    double areas = 0;
    for (int seed = 0; seed < 2000; seed++) {
      Augmentation.randomErasing().apply(image, result, 2, side, side, new SplittableRandom(seed));
      int count = 0;
      int top = side;
      int left = side;
      int bottom = -1;
      int right = -1;
      for (int i = 0; i < side * side; i++) {
        assertThat(result[i + side * side]).isEqualTo(result[i]);
        if (result[i] == 0) {
          count++;
          top = Math.min(top, i / side);
          bottom = Math.max(bottom, i / side);
          left = Math.min(left, i % side);
          right = Math.max(right, i % side);
        }
      }
      if (count > 0) {
        erased++;
        areas += (double) count / (side * side);
        assertThat(count).isEqualTo((bottom - top + 1) * (right - left + 1));
        double ratio = (bottom - top + 1.0) / (right - left + 1);
        assertThat(ratio).isBetween(0.2, 4.4); // 0.3 to 3.3, and rounding of short sides
      }
    }
    assertThat(erased).isBetween(900, 1100);
    assertThat(areas / erased).isBetween(0.16, 0.185);
  }

  /** What erasing drew must not be drawn by what comes after it for the labels alone. */
  @Test
  void labelsBehindErasingGoWherePixelsGo() {
    int side = 8;
    byte[] pixels = new byte[side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (1 + i % 3);
    }
    byte[] labels = pixels.clone();
    ImageSet set =
        ImageSet.ofLabelMaps("maps", 1, side, side, pixels, labels, List.of("0", "1", "2", "3"));
    Images images = set.augment(Augmentation.randomErasing(0.7), Augmentation.flip());
    for (int epoch = 0; epoch < 30; epoch++) {
      try (BatchStream stream = images.batch(1).open(DataType.DOUBLE, epoch)) {
        Batch batch = stream.next();
        for (int i = 0; i < pixels.length; i++) {
          long pixel = Math.round(255 * batch.images().getDouble(0, 0, i / side, i % side));
          assertThat(pixel).isIn(0L, (long) batch.labels()[i]);
        }
      }
    }
  }
}
