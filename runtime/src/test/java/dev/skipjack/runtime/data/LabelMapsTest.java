package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Label maps go where their pixels go. */
class LabelMapsTest {
  private static final List<String> CLASSES = List.of("dark", "light", "grey");

  /** Two images whose label in each pixel can be read from both of its channels. */
  private static ImageSet set(int height, int width) {
    int plane = height * width;
    byte[] labels = new byte[2 * plane];
    byte[] pixels = new byte[2 * 2 * plane];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i * 5 % 7 % 3);
      int at = i / plane * 2 * plane + i % plane;
      pixels[at] = (byte) (100 + labels[i]);
      pixels[at + plane] = (byte) (200 + labels[i]);
    }
    return ImageSet.ofLabelMaps("patches", 2, height, width, pixels, labels, CLASSES);
  }

  private static void assertPixelsTellLabels(ImageSet set) {
    int plane = set.height() * set.width();
    for (int image = 0; image < set.size(); image++) {
      byte[] pixels = set.pixels(image);
      int[] labels = set.labels(image);
      assertThat(labels).hasSize(plane);
      for (int i = 0; i < plane; i++) {
        assertThat(pixels[i]).isEqualTo((byte) (100 + labels[i]));
        assertThat(pixels[plane + i]).isEqualTo((byte) (200 + labels[i]));
      }
    }
  }

  @Test
  void cropsTilesAndRegionsTakeTheirLabelsAlong() {
    ImageSet set = set(6, 8);
    ImageSet crops = set.crops(40, 3, 2, 1);
    assertThat(crops).hasToString("patches: 40 images 2x3x2 with label maps, 3 classes");
    assertPixelsTellLabels(crops);
    assertThat(set.crops(40, 3, 2, 1).pixels(17)).isEqualTo(crops.pixels(17));
    assertThat(set.crops(40, 3, 2, 2).pixels(17)).isNotEqualTo(crops.pixels(17));
    ImageSet tiles = set.tiles(3, 3);
    assertThat(tiles.size()).isEqualTo(2 * 2 * 2); // two columns are left over
    assertPixelsTellLabels(tiles);
    assertThat(tiles.pixels(7)[0]).isEqualTo(set.pixels(1)[3 * 8 + 3]);
    ImageSet region = set.region("corner", 4, 5, 2, 3);
    assertThat(region.name()).isEqualTo("corner");
    assertPixelsTellLabels(region);
    assertThat(region.pixels(1)[0]).isEqualTo(set.pixels(1)[4 * 8 + 5]);
    assertPixelsTellLabels(set.take(1));
  }

  @Test
  void augmentationMovesBoth() {
    Images images = set(6, 8).augment(Augmentation.flip(), Augmentation.shift(2)).shuffle(3);
    int ignored = 0;
    try (BatchStream stream = images.batch(2).open(DataType.DOUBLE, 1)) {
      Batch batch = stream.next();
      assertThat(batch.size()).isEqualTo(2);
      assertThat(batch.labels()).hasSize(2 * 6 * 8);
      for (int i = 0; i < batch.labels().length; i++) {
        int label = batch.labels()[i];
        double pixel = 255 * batch.images().getDouble(i / 48, 1, i % 48 / 8, i % 8);
        if (label == ImageSet.IGNORED) {
          ignored++;
          assertThat(pixel).isZero(); // shifted in
        } else {
          assertThat(Math.round(pixel)).isEqualTo(200 + label);
        }
      }
    }
    assertThat(ignored).isBetween(1, 60);
  }

  private static List<String> classes(int count) {
    return IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
  }

  /** Where 255 is a class it is not ignored, and what is ignored is no class. */
  @ParameterizedTest
  @ValueSource(ints = {3, 254, 255, 256, 257, 300, 1000, 70_000})
  void theIgnoredLabelIsNeverAClass(int classes) {
    int ignored = classes > 255 ? -100 : 255;
    int last = classes - 1;
    int[] maps = {0, last, ignored, Math.min(255, last), Math.min(256, last), 1, last, 2};
    byte[] pixels = {10, 20, 30, 40, 50, 60, 70, 80};
    ImageSet set = ImageSet.ofLabelMaps("many", 1, 2, 2, pixels, maps, classes(classes));
    assertThat(set.ignoredLabel()).isEqualTo(ignored);
    assertThat(set.labels(0)).containsExactly(Arrays.copyOf(maps, 4));
    assertThat(set.labels(1)).containsExactly(Arrays.copyOfRange(maps, 4, 8));
    assertThat(set.take(1).labels(0)).containsExactly(Arrays.copyOf(maps, 4));
    assertThat(set.region("r", 0, 1, 2, 1).labels(0)).containsExactly(maps[1], maps[3]);
    assertThat(set.fit(1, 2, 3).labels(0))
        .containsExactly(maps[0], maps[1], ignored, maps[2], maps[3], ignored);
    Images images = set.augment(Augmentation.flip(), Augmentation.shift(1));
    int outside = 0;
    for (int epoch = 0; epoch < 20; epoch++) {
      try (BatchStream stream = images.batch(2).open(DataType.DOUBLE, epoch)) {
        Batch batch = stream.next();
        for (int i = 0; i < 8; i++) {
          long pixel = Math.round(255 * batch.images().getDouble(i / 4, 0, i % 4 / 2, i % 2));
          outside += pixel == 0 ? 1 : 0;
          int label = pixel == 0 ? ignored : maps[(int) pixel / 10 - 1];
          assertThat(batch.labels()[i]).isEqualTo(label);
        }
      }
    }
    assertThat(outside).isPositive();
  }

  @Test
  void bytesHaveNoRoomForTheIgnoredLabelOfManyClasses() {
    byte[] maps = {0, 1, (byte) 254, (byte) 255};
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("many", 1, 2, 2, new byte[4], maps, classes(256)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "many has 256 classes, but in label maps of bytes 255 is no class and means ignored: give them as int[], where -100 does");
    ImageSet set = ImageSet.ofLabelMaps("many", 1, 2, 2, new byte[4], maps, classes(255));
    assertThat(set.labels(0)).containsExactly(0, 1, 254, 255);
  }

  @Test
  void paddingIsIgnored() {
    ImageSet fitted = set(2, 3).fit(2, 3, 5);
    int[] labels = set(2, 3).labels(1);
    int none = ImageSet.IGNORED;
    assertThat(fitted.labels(1))
        .containsExactly(
            none, labels[0], labels[1], labels[2], none, //
            none, labels[3], labels[4], labels[5], none, //
            none, none, none, none, none);
  }

  @Test
  void whatIsNullIsRefusedByName() {
    assertThatThrownBy(
            () -> ImageSet.ofLabelMaps("a", 1, 2, 2, new byte[4], (byte[]) null, CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a: the label maps are null");
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("a", 1, 2, 2, null, new int[4], CLASSES))
        .hasMessage("a: the pixels are null");
    assertThatThrownBy(() -> new ImageSet("a", 1, 2, 2, new byte[4], (byte[]) null, CLASSES))
        .hasMessage("a: the labels are null");
    assertThatThrownBy(() -> new ImageSet("a", 1, 2, 2, new byte[4], (int[]) null, CLASSES))
        .hasMessage("a: the labels are null");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("a", 1, 2, 2, new byte[4], new byte[3], CLASSES))
        .hasMessage("a: 3 labels, 4 for each image of 1x2x2: the last label map has only 3");
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("a", 1, 2, 2, new byte[6], new byte[6], CLASSES))
        .hasMessage("a: 6 labels, 4 for each image of 1x2x2: the last label map has only 2");
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("a", 1, 2, 2, new byte[4], new byte[8], CLASSES))
        .hasMessage("a: 8 labels, 4 for each image of 1x2x2, need 8 pixel values, got 4");
    assertThatThrownBy(
            () ->
                ImageSet.ofLabelMaps(
                    "a", 1, 1, 2, new byte[4], new byte[] {0, 1, (byte) 255, 3}, CLASSES))
        .hasMessage("a: image 1 has label 3, but there are 3 classes");
    assertThatThrownBy(() -> set(2, 2).label(0)).hasMessageContaining("patches has label maps");
    assertThatThrownBy(() -> set(2, 2).tiles(3, 1)).hasMessageContaining("no rectangle of 3x1");
    assertThatThrownBy(() -> set(2, 2).region("r", 1, 1, 2, 1))
        .hasMessageContaining("a rectangle of 2x1 at row 1, column 1 leaves them");
    assertThatThrownBy(() -> set(2, 2).crops(0, 1, 1, 1)).hasMessageContaining("at least 1");
  }

  @Test
  void anAugmentationThatForgetsLabelsIsNamed() {
    Augmentation forgetful =
        (image, result, channels, height, width, random) ->
            System.arraycopy(image, 0, result, 0, image.length);
    try (BatchStream stream = set(2, 2).augment(forgetful).batch(1).open(DataType.FLOAT, 0)) {
      assertThatThrownBy(stream::next)
          .rootCause()
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("implement applyToLabels");
    }
  }
}
