package dev.skipjack.runtime.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What chance may do to pictures, and that label maps follow. */
class PictureTransformTest {
  /** Means of 200,000 draws of torchvision 0.14's get_params for 375×500 pixels. */
  private static final double MEAN_AREA = 0.4333;

  private static final double MEAN_LOGARITHM = 0.0306;

  /** Blocks of 12×12 pixels; a pixel's label is a tenth of its value. */
  private static Picture blocks(int height, int width) {
    byte[] samples = new byte[height * width];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (10 * (1 + (i / width / 12 * 7 + i % width / 12 * 3) % 20));
    }
    return new Picture(1, new Size(height, width), samples);
  }

  private static Picture labels(Picture blocks) {
    byte[] labels = blocks.samples();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (Byte.toUnsignedInt(labels[i]) / 10);
    }
    return new Picture(1, blocks.size(), labels);
  }

  static List<PictureTransform> geometric() {
    return List.of(
        PictureTransform.resize(30),
        PictureTransform.resize(33, 81),
        PictureTransform.centerCrop(40),
        PictureTransform.centerCrop(20, 80),
        PictureTransform.randomCrop(32, 0),
        PictureTransform.randomCrop(40, 56, 6),
        PictureTransform.randomResizedCrop(32),
        PictureTransform.horizontalFlip(),
        PictureTransform.verticalFlip(),
        PictureTransform.rotation(180),
        PictureTransform.randomApply(0.5, PictureTransform.rotation(20)),
        PictureTransform.sequence(
            PictureTransform.randomCrop(36, 2),
            PictureTransform.horizontalFlip(),
            PictureTransform.rotation(45)));
  }

  /** Where labels and pixels moved alike, most pixels still tell their label; borders are mixed. */
  @ParameterizedTest
  @MethodSource("geometric")
  void labelsGoWherePixelsGo(PictureTransform transform) {
    Picture picture = blocks(36, 60);
    int known = 0;
    int right = 0;
    for (int seed = 0; seed < 20; seed++) {
      Picture changed = transform.apply(picture, new SplittableRandom(seed));
      Picture moved = transform.applyToLabels(labels(picture), new SplittableRandom(seed));
      assertThat(moved.size()).isEqualTo(changed.size());
      byte[] pixels = changed.samples();
      byte[] labels = moved.samples();
      for (int i = 0; i < pixels.length; i++) {
        int label = Byte.toUnsignedInt(labels[i]);
        if (label == PictureTransform.IGNORED) {
          continue;
        }
        assertThat(label).isBetween(1, 20); // never a mixture
        known++;
        right += Math.abs(Byte.toUnsignedInt(pixels[i]) - 10 * label) <= 1 ? 1 : 0;
      }
    }
    assertThat((double) right / known).isGreaterThan(0.55);
  }

  static List<PictureTransform> all() {
    List<PictureTransform> all = new ArrayList<>(geometric());
    all.add(PictureTransform.colourJitter(0.4, 0.4, 0.4, 0.1));
    all.add(PictureTransform.trivialAugment());
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void theSameChanceGivesTheSamePicture(PictureTransform transform) {
    Picture picture = blocks(36, 60).rgb();
    Set<List<Byte>> seen = new HashSet<>();
    for (int seed = 0; seed < 40; seed++) {
      byte[] samples = transform.apply(picture, new SplittableRandom(seed)).samples();
      assertThat(transform.apply(picture, new SplittableRandom(seed)).samples()).isEqualTo(samples);
      seen.add(IntStream.range(0, samples.length).mapToObj(i -> samples[i]).toList());
    }
    boolean random = !(transform instanceof Resize || transform instanceof CenterCrop);
    assertThat(seen.size() > 1).isEqualTo(random);
    assertThat(picture.samples()).isEqualTo(blocks(36, 60).rgb().samples());
  }

  @Test
  void coloursLeaveLabelsAlone() {
    Picture labels = labels(blocks(36, 60));
    assertThat(
            PictureTransform.colourJitter(1, 1, 1, 0.5)
                .applyToLabels(labels, new SplittableRandom(1)))
        .isSameAs(labels);
  }

  /** A colour change before a flip must not let the flip of the labels draw another chance. */
  @Test
  void whatLabelsSkipDoesNotShiftChance() {
    PictureTransform transform =
        PictureTransform.sequence(
            PictureTransform.colourJitter(0, 0, 0, 0), PictureTransform.horizontalFlip());
    Picture picture = blocks(36, 60);
    for (int seed = 0; seed < 20; seed++) {
      Picture changed = transform.apply(picture, new SplittableRandom(seed));
      Picture moved = transform.applyToLabels(picture, new SplittableRandom(seed));
      assertThat(moved.samples()).isEqualTo(changed.samples());
    }
  }

  @Test
  void anOwnTransformOfPicturesAloneSaysWhatIsMissing() {
    PictureTransform own = (picture, random) -> picture;
    assertThatThrownBy(() -> own.applyToLabels(blocks(6, 6), new SplittableRandom(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("implement applyToLabels");
  }

  /** It moves pixels without mixing them, so each moved pixel tells its label. */
  @Test
  void trivialAugmentMovesLabelsWithPixels() {
    Picture picture = blocks(36, 60);
    byte[] before = labels(picture).samples();
    int moved = 0;
    for (int seed = 0; seed < 60; seed++) {
      PictureTransform transform = PictureTransform.trivialAugment();
      byte[] labels =
          transform.applyToLabels(labels(picture), new SplittableRandom(seed)).samples();
      byte[] pixels = transform.apply(picture, new SplittableRandom(seed)).samples();
      if (!Arrays.equals(labels, before)) {
        moved++;
        for (int i = 0; i < labels.length; i++) {
          int label = Byte.toUnsignedInt(labels[i]);
          int expected = label == PictureTransform.IGNORED ? 0 : 10 * label;
          assertThat(Byte.toUnsignedInt(pixels[i])).isEqualTo(expected);
        }
      }
    }
    assertThat(moved).isBetween(10, 30); // 5 of 14 changes
  }

  /** The paper draws each change with the same probability. */
  @Test
  void everyChangeOfTrivialAugmentIsDrawn() {
    EnumSet<TrivialAugment.Change> all = EnumSet.allOf(TrivialAugment.Change.class);
    assertThat(all).hasSize(14);
    int[] counts = new int[all.size()];
    int draws = 14_000;
    SplittableRandom random = new SplittableRandom(5);
    double strongest = 0;
    double weakest = 0;
    for (int i = 0; i < draws; i++) {
      TrivialAugment.Drawn drawn = TrivialAugment.draw(random);
      counts[drawn.change().ordinal()]++;
      if (drawn.change() == TrivialAugment.Change.ROTATE) {
        strongest = Math.max(strongest, drawn.strength());
        weakest = Math.min(weakest, drawn.strength());
      }
    }
    for (int count : counts) {
      assertThat(count).isBetween(850, 1150);
    }
    assertThat(strongest).isEqualTo(135);
    assertThat(weakest).isEqualTo(-135);
  }

  @Test
  void randomResizedCropSeesPartsAsInceptionDid() {
    RandomRectangle rectangle = new RandomRectangle(0.08, 1, 3.0 / 4, 4.0 / 3);
    Size picture = new Size(375, 500);
    SplittableRandom random = new SplittableRandom(3);
    double areas = 0;
    double logarithms = 0;
    double least = 1;
    double most = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      RandomRectangle.Place place = rectangle.draw(picture, random);
      Size size = place.size();
      assertThat(place.top()).isBetween(0, 375 - size.height());
      assertThat(place.left()).isBetween(0, 500 - size.width());
      double area = (double) size.height() * size.width() / (375 * 500);
      areas += area;
      least = Math.min(least, area);
      most = Math.max(most, area);
      double ratio = (double) size.width() / size.height();
      assertThat(ratio).isBetween(0.73, 1.36);
      logarithms += Math.log(ratio);
    }
    assertThat(least).isBetween(0.078, 0.085);
    assertThat(most).isBetween(0.97, 1.0);
    assertThat(areas / draws).isCloseTo(MEAN_AREA, within(0.006));
    assertThat(logarithms / draws).isCloseTo(MEAN_LOGARITHM, within(0.006));
  }

  @Test
  void aStripIsCroppedInTheMiddle() {
    RandomRectangle rectangle = new RandomRectangle(0.9, 1, 3.0 / 4, 4.0 / 3);
    RandomRectangle.Place wide = rectangle.draw(new Size(30, 400), new SplittableRandom(1));
    assertThat(wide).isEqualTo(new RandomRectangle.Place(0, 180, new Size(30, 40)));
    RandomRectangle.Place tall = rectangle.draw(new Size(400, 30), new SplittableRandom(1));
    assertThat(tall).isEqualTo(new RandomRectangle.Place(180, 0, new Size(40, 30)));
    RandomRectangle.Place thin = rectangle.draw(new Size(400, 1), new SplittableRandom(1));
    assertThat(thin.size()).isEqualTo(new Size(1, 1));
  }

  @Test
  void cropsReachEveryPlace() {
    PictureTransform crop = PictureTransform.randomCrop(4, 2);
    byte[] samples = new byte[16];
    samples[5] = 1;
    Picture picture = new Picture(1, new Size(4, 4), samples);
    Set<Integer> places = new HashSet<>();
    for (int seed = 0; seed < 400; seed++) {
      byte[] cut = crop.apply(picture, new SplittableRandom(seed)).samples();
      places.add(IntStream.range(0, 16).filter(i -> cut[i] == 1).findFirst().orElse(-1));
    }
    // The pixel at 1, 1 moves by -2 to 2 rows and columns; out of the picture it is black.
    assertThat(places).hasSize(17).contains(-1);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> PictureTransform.randomApply(1.5))
        .hasMessage("a probability must be from 0.0 to 1.0, got 1.5");
    assertThatThrownBy(() -> PictureTransform.randomApply(Double.NaN))
        .hasMessageContaining("got NaN");
    assertThatThrownBy(() -> PictureTransform.colourJitter(0, 0, 0, 0.6))
        .hasMessageContaining("the change of hue must be from 0.0 to 0.5");
    assertThatThrownBy(() -> PictureTransform.randomResizedCrop(8, 0.5, 0.4))
        .hasMessageContaining("the largest part of the area must be from 0.5 to 1.0");
    assertThatThrownBy(() -> PictureTransform.resize(0)).hasMessageContaining("0x0 has no pixels");
    PictureTransform crop = PictureTransform.randomCrop(50, 1);
    assertThatThrownBy(() -> crop.apply(blocks(36, 60), new SplittableRandom(1)))
        .hasMessage(
            "a picture of 36x60 with 1 pixels around it has no rectangle of 50x50: resize it before");
  }
}
